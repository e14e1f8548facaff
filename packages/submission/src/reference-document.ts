import type { SubmissionRequest, SubmissionScores } from './score-submission.ts';

/** A document of JSON values. */
export type ReferenceDocument = Readonly<Record<string, unknown>>;

/**
 * Scores under the keys of evaluate.py's output file: `all_task`, the groups, and each task with its scores by language
 * and its averages. Beside them, under keys that it has not: `suite`, `profile`, `totals` and `findings`.
 */
export function referenceDocument(
  { suite, profile }: SubmissionRequest,
  { tasks, totals, findings }: SubmissionScores,
): ReferenceDocument {
  const { mean_over_tasks, mean_over_groups } = totals.totals;
  return {
    ...(mean_over_tasks !== undefined && { all_task: mean_over_tasks }),
    ...totals.groups,
    ...Object.fromEntries(
      Object.entries(tasks).map(([name, { scores, averages }]) => [name, { ...scores, ...averages }]),
    ),
    suite: suite.name,
    profile: profile.name,
    totals: {
      mean_over_tasks: mean_over_tasks ?? null,
      mean_over_groups: mean_over_groups ?? null,
      published: suite.published,
      groups: totals.totalGroups,
      missing: totals.missing,
    },
    findings,
  };
}
