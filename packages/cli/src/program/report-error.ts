import { systemError } from '@stopover/files';
import { withoutSecrets } from './secrets.ts';
import { colorsFor, hasDocument } from './terminal.ts';

/** How much of an error is shown, and in which form. */
export interface ErrorOptions {
  /** Also prints `{ "error": … }` on stdout, so that a script finds one JSON document in every case. */
  readonly json: boolean;
  /** Shows the stack. */
  readonly debug: boolean;
}

/** Writes an error as one paragraph on stderr; returns the exit status: 2 for a wrong request, 1 for failed work. */
export function reportError(thrown: unknown, { json, debug }: ErrorOptions): number {
  const error = systemError(thrown) ?? thrown;
  const problem = problemOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const paragraph = problem === undefined ? `${unexpected(error)}: ${message}. ${debugHint(debug)}` : message;
  const { red } = colorsFor(process.stderr);
  // A request may have several faults, each a line of its message.
  const told = othersOf(problem).length > 0 ? paragraph.split('\n') : [paragraph];
  for (const one of told) process.stderr.write(`${red('stopover:')} ${oneParagraph(withoutSecrets(one))}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${withoutSecrets(stackOf(error))}\n`);
  const status = statusOf(error);
  const document = { error: problem ?? { what: oneParagraph(message) }, status };
  if (json && !hasDocument()) process.stdout.write(`${withoutSecrets(JSON.stringify(document, null, 2))}\n`);
  return status;
}

// By shape, not by class: a plugin may bring a copy of core of its own.
function problemOf(error: unknown): object | undefined {
  if (!(error instanceof Error) || !('problem' in error)) return undefined;
  return typeof error.problem === 'object' && error.problem !== null ? error.problem : undefined;
}

const othersOf = (problem: object | undefined): readonly unknown[] =>
  problem && 'others' in problem && Array.isArray(problem.others) ? problem.others : [];

const statusOf = (error: unknown): number =>
  error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : 1;

const unexpected = (error: unknown): string =>
  error instanceof Error && error.name !== 'Error' ? error.name : 'unexpected error';

const debugHint = (debug: boolean): string => (debug ? '' : 'Run it again with --debug to see where.');

const oneParagraph = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
