// What a reader must know of a study that was not run as its file says.
import type { Plan } from '../records/plan.ts';

/** Sentences on what the command line has made of a study file: fewer rows, other values. */
export const studyNotices = ({ limit, changes }: Pick<Plan['study'], 'limit' | 'changes'>): readonly string[] => [
  ...(limit === undefined ? [] : [limitInWords(limit)]),
  ...(changes ? [changesInWords(changes)] : []),
];

/** Of `--limit`, for the commands that have no plan too. */
export const limitInWords = (limit: number): string =>
  `Only the first ${limit} rows of each training and test table, in a random order, are read (--limit ${limit}): this is a trial, and its scores are not those of the data sets.`;

const changesInWords = (changes: readonly string[]): string =>
  `The study file was changed on the command line: ${changes.map((one) => `--set ${one}`).join(' ')}.`;
