/** `ferry-nli` as a name of TypeScript: `ferryNli`. */
export const variableName = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^(?=\d)/, 'n');
