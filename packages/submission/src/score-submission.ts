import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { isFolder } from '@stopover/files';
import { type Suite, type SuiteTotals, suiteTotals } from '@stopover/metrics';
import type { Finding, FindingKind, Place } from './finding.ts';
import { namesIn, tellUnknown } from './folders.ts';
import { formatOf } from './formats.ts';
import type { Profile } from './profile.ts';
import { findingOf, scoreTask, type TaskScores } from './score-task.ts';

/** A submission: folders that hold one folder per task. */
export interface SubmissionRequest {
  readonly suite: Suite;
  readonly profile: Profile;
  readonly predictions: string;
  readonly labels: string;
}

/** The scores of a submission, and each thing that did not fit. */
export interface SubmissionScores {
  /** By task; one without folders on both sides is absent. */
  readonly tasks: Readonly<Record<string, TaskScores>>;
  readonly totals: SuiteTotals;
  readonly findings: readonly Finding[];
}

/**
 * Scores the folders as google-research/xtreme's evaluate.py does, except that it goes on after a thing that ends
 * evaluate.py: such a language has no scores, its task no average, and the benchmark no total.
 * @throws RequestError when a folder cannot be read, or no task has a folder on both sides.
 */
export async function scoreSubmission(request: SubmissionRequest): Promise<SubmissionScores> {
  const { suite, profile } = request;
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  await surveyFolders(request, (kind, place, what) => report(findingOf(kind, place, what, profile)));
  const tasks: Record<string, TaskScores> = {};
  for (const [name, task] of Object.entries(suite.tasks)) {
    const missing = await missingFolders(request, name);
    const [file] = missing;
    if (file === undefined) tasks[name] = await scoreTask({ ...request, name, task, format: formatOf(name) }, report);
    else report({ ...findingOf('missing-folder', { file }, absence(name, missing), profile), task: name });
  }
  if (Object.keys(tasks).length === 0) throw nothingToScore(request);
  const means = Object.entries(tasks).flatMap(([name, { averages }]) =>
    averages.avg_metric === undefined ? [] : [[name, averages.avg_metric] as const],
  );
  return { tasks, totals: suiteTotals(suite, Object.fromEntries(means)), findings };
}

async function missingFolders({ predictions, labels }: SubmissionRequest, name: string): Promise<readonly string[]> {
  const folders = [join(predictions, name), join(labels, name)];
  const found = await Promise.all(folders.map(isFolder));
  return folders.filter((_, i) => !found[i]);
}

/** What is missing, and how it must look where the reference does not say. */
function absence(name: string, missing: readonly string[]): string {
  const what =
    missing.length > 1 ? 'neither the predictions nor the labels have this folder' : 'there is no such folder';
  return name === 'lareqa' ? `${what} (test-<language>.json; ${formatOf(name).layout})` : what;
}

async function surveyFolders(
  { suite, predictions, labels }: SubmissionRequest,
  tell: (kind: FindingKind, place: Place, what: string) => void,
): Promise<void> {
  const known = Object.keys(suite.tasks);
  for (const [option, folder] of Object.entries({ '--predictions': predictions, '--labels': labels })) {
    tellUnknown('unknown-folder', folder, await namesIn(folder, option), known, tell);
  }
}

const nothingToScore = ({ suite, predictions, labels }: SubmissionRequest): RequestError =>
  new RequestError({
    where: `--predictions ${predictions}, --labels ${labels}`,
    what: `no task of ${suite.name} has a folder in both`,
    remedy: `Give folders that hold ${Object.keys(suite.tasks).join(', ')}.`,
  });
