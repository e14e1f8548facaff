/** The code of a failed call of the system (`ENOENT`); undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Whether a call of the system failed with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.some((code) => code === codeOf(error));

/** Whether a file system call failed because nothing is there. */
export const isAbsent = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR');

/** Whether a file system call failed because a folder is there already, with something in it. */
export const isTaken = (error: unknown): boolean => hasCode(error, 'ENOTEMPTY', 'EEXIST');
