/** Whether a model's name is one of the hub, `owner/name`: what is a path names a folder of this machine alone. */
export const isHubName = (id: string): boolean => /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(id);
