import type { SuiteTask } from './suite.ts';

/** A task of a benchmark, with its headline scores and its languages as words. */
export const suiteTask = (
  headline: string,
  languages: string,
  average: SuiteTask['average'] = 'languages',
): SuiteTask => ({ headline: headline.split(' '), languages: languages.split(' '), average });
