import { profiles, referenceDocument, type SubmissionRequest, scoreSubmission, suites } from '@stopover/submission';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { printScores } from '../views/score-view.ts';

/** Options of `stopover score`. */
export interface ScoreOptions extends OutputOptions {
  readonly suite: string;
  readonly predictions: string;
  readonly labels: string;
  readonly profile: string;
}

/** Scores a submission folder in the layout of XTREME's evaluate.py. Status 1 when something was refused. */
export async function score(options: ScoreOptions): Promise<number> {
  const terminal = createTerminal(options);
  const request: SubmissionRequest = {
    suite: suites.get(options.suite, '--suite'),
    profile: profiles.get(options.profile, '--profile'),
    predictions: options.predictions,
    labels: options.labels,
  };
  const scores = await scoreSubmission(request);
  printScores(request, scores, terminal);
  const [first, ...more] = scores.findings.filter(({ severity }) => severity === 'error');
  const error = first && {
    where: first.line === undefined ? first.file : `${first.file}, line ${first.line}`,
    what: more.length === 0 ? first.what : `${first.what} (and ${more.length} more, see findings)`,
    remedy: first.outcome,
  };
  const status = error ? 1 : 0;
  terminal.document({ ...referenceDocument(request, scores), ...(error && { error, status }) });
  return status;
}
