/** One task of a benchmark: the scores it is judged by, and the languages that count. */
export interface ProfileTask {
  readonly group: string;
  /** Names of the metrics whose mean is the task's score: `f1` and `em` for question answering. */
  readonly metrics: readonly string[];
  /** The benchmark's own codes, as in the names of its files. */
  readonly languages: readonly string[];
}

/** How a benchmark adds its tasks up. */
export interface Profile {
  readonly name: string;
  readonly tasks: Readonly<Record<string, ProfileTask>>;
}

/** Scores by task, metric and language, in percent. */
export type ProfileScores = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, number>>>> | undefined>
>;

/** A benchmark's summary, in percent. A number whose parts are not all there is left out, and `missing` says why. */
export interface ProfileTotals {
  readonly tasks: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, number>>;
  readonly total?: number;
  /** `task/metric/language` of each score that was not given. */
  readonly missing: readonly string[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Adds scores up as google-research/xtreme's evaluate.py does: a task is the mean over its metrics of the mean over its
 * languages, a group the mean over its tasks, and the total the mean over all tasks (not over groups).
 */
export function profileTotals(profile: Profile, scores: ProfileScores): ProfileTotals {
  const tasks: Record<string, number> = {};
  const missing: string[] = [];
  for (const [name, task] of Object.entries(profile.tasks)) {
    const lacking = lackingScores(name, task, scores);
    missing.push(...lacking);
    if (lacking.length === 0) tasks[name] = taskScore(task, scores[name] ?? {});
  }
  const groups: Record<string, number> = {};
  for (const group of new Set(Object.values(profile.tasks).map((task) => task.group))) {
    const score = meanOf(
      tasks,
      Object.keys(profile.tasks).filter((name) => profile.tasks[name]?.group === group),
    );
    if (score !== undefined) groups[group] = score;
  }
  const total = meanOf(tasks, Object.keys(profile.tasks));
  return { tasks, groups, missing, ...(total === undefined ? {} : { total }) };
}

function lackingScores(name: string, { metrics, languages }: ProfileTask, scores: ProfileScores): readonly string[] {
  return metrics.flatMap((metric) =>
    languages
      .filter((language) => scores[name]?.[metric]?.[language] === undefined)
      .map((language) => `${name}/${metric}/${language}`),
  );
}

const taskScore = (
  { metrics, languages }: ProfileTask,
  scores: Readonly<Record<string, Readonly<Record<string, number>>>>,
): number => mean(metrics.map((metric) => mean(languages.map((language) => scores[metric]?.[language] ?? Number.NaN))));

/** The mean over the named tasks; undefined when one has no score. */
function meanOf(scores: Readonly<Record<string, number>>, names: readonly string[]): number | undefined {
  const values = names.flatMap((name) => scores[name] ?? []);
  return values.length === names.length ? mean(values) : undefined;
}
