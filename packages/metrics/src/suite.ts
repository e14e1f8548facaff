/** One task of a benchmark: how its files' scores become one number. */
export interface SuiteTask {
  /** The scores whose mean is the task's, by evaluate.py's names: `exact_match` and `f1` for question answering. */
  readonly headline: readonly string[];
  /** The benchmark's own codes, as in the names of its files. */
  readonly languages: readonly string[];
  /** What a score is the mean of: the languages, each counting alike, or all rows of all languages (LAReQA). */
  readonly average: 'languages' | 'rows';
}

/** Task names by group. A task may stand in two. */
export type Groups = Readonly<Record<string, readonly string[]>>;

/** The two ways in which a benchmark's tasks were added up. */
export type TotalName = 'mean_over_tasks' | 'mean_over_groups';

/** A benchmark: its tasks, and how they are added up. */
export interface Suite {
  readonly name: string;
  readonly tasks: Readonly<Record<string, SuiteTask>>;
  /** The groups that evaluate.py prints. */
  readonly groups: Groups;
  /** The groups that the mean over groups is taken of: every task in exactly one. */
  readonly totalGroups: Groups;
  /** The total that the benchmark's paper and leaderboard give. */
  readonly published: TotalName;
}

/** A benchmark's summary, in percent. A number whose parts are not all there is left out, and `missing` says why. */
export interface SuiteTotals {
  readonly groups: Readonly<Record<string, number>>;
  readonly totalGroups: Readonly<Record<string, number>>;
  readonly totals: Readonly<Partial<Record<TotalName, number>>>;
  /** The tasks that have no score. */
  readonly missing: readonly string[];
}

/** The mean, added up in order as Python's `sum` does; NaN of nothing. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Adds up the scores of a benchmark's tasks (percent, by name) as google-research/xtreme's evaluate.py does: a group is
 * the mean over its tasks, `mean_over_tasks` (its `all_task`) the mean over all tasks. `mean_over_groups` is the mean
 * over `totalGroups`, which evaluate.py does not print.
 */
export function suiteTotals(suite: Suite, scores: Readonly<Record<string, number>>): SuiteTotals {
  const names = Object.keys(suite.tasks);
  const totalGroups = groupScores(suite.totalGroups, scores);
  const overTasks = meanOfAll(names, scores);
  const overGroups = meanOfAll(Object.keys(suite.totalGroups), totalGroups);
  return {
    groups: groupScores(suite.groups, scores),
    totalGroups,
    totals: {
      ...(overTasks !== undefined && { mean_over_tasks: overTasks }),
      ...(overGroups !== undefined && { mean_over_groups: overGroups }),
    },
    missing: names.filter((name) => scores[name] === undefined),
  };
}

function groupScores(groups: Groups, scores: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const found = Object.entries(groups).map(([group, names]) => [group, meanOfAll(names, scores)] as const);
  return Object.fromEntries(found.flatMap(([group, score]) => (score === undefined ? [] : [[group, score]])));
}

/** The mean over the named scores; undefined when one is missing. */
function meanOfAll(names: readonly string[], scores: Readonly<Record<string, number>>): number | undefined {
  const values = names.flatMap((name) => scores[name] ?? []);
  return values.length === names.length ? meanOf(values) : undefined;
}
