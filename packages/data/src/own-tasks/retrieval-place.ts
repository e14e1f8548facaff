/** What a declaration's table of candidates is asked for by, be it a file or a table of the hub: no language, no role. */
export const candidatePlace = { config: 'candidates', split: 'candidates' } as const;
