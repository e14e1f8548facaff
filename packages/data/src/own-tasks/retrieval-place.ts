/** Configuration and split of candidates that are a file. */
export const candidateFile = { config: 'candidates', split: 'candidates' } as const;
