/** What the command line has changed of a study file, in a sentence. */
export const changesInWords = (changes: readonly string[]): string =>
  `The study file was changed on the command line: ${changes.map((one) => `--set ${one}`).join(' ')}.`;
