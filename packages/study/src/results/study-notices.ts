// What a reader must know of a study that was not run as its file says.
import type { Plan } from '../records/plan.ts';
import type { TargetSummary } from '../records/results.ts';

/** Sentences on what the command line has made of a study file: fewer rows, other values. */
export const studyNotices = ({ limit, changes }: Pick<Plan['study'], 'limit' | 'changes'>): readonly string[] => [
  ...(limit === undefined ? [] : [limitInWords(limit)]),
  ...(changes ? [changesInWords(changes)] : []),
];

/** Whether a split is the test. Tables of others may call it `Test`, or `test-2`. */
export const isTest = (split: string): boolean => /^test/i.test(split);

/** A sentence on the targets whose scores are not the test's: nothing else on a page tells them from it. */
export function splitNotices(targets: readonly Pick<TargetSummary, 'name' | 'split'>[]): readonly string[] {
  const splits = [...new Set(targets.map(({ split = 'test' }) => split))].filter((split) => !isTest(split));
  return splits.map((split) => {
    const names = targets.filter((one) => one.split === split).map(({ name }) => name);
    return `Of ${names.join(', ')} the ${split} rows are scored, and not the test.`;
  });
}

/** Of `--limit`, for the commands that have no plan too. */
export const limitInWords = (limit: number): string =>
  `Only the first ${limit} rows of each training and test table, in a random order, are read (--limit ${limit}): this is a trial, and its scores are not those of the data sets.`;

const changesInWords = (changes: readonly string[]): string =>
  `The study file was changed on the command line: ${changes.map((one) => `--set ${one}`).join(' ')}.`;
