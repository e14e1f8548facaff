import { createProgram, UsageError, usageError } from './program.ts';
import { reportError } from './report-error.ts';
import { forgetDocument } from './terminal.ts';

/**
 * Runs the command that the words after `stopover` name, and reports its error. `setStatus` gets the exit status as soon as it
 * is known.
 */
export async function runCommandLine(words: readonly string[], setStatus: (status: number) => void): Promise<void> {
  const [json, debug] = [words.includes('--json'), words.includes('--debug')];
  forgetDocument();
  try {
    await createProgram(setStatus).parseAsync(words, { from: 'user' });
  } catch (error) {
    setStatus(error instanceof UsageError ? usage(error, json) : reportError(error, { json, debug }));
  }
}

/** Commander ends --help and --version by an error too, with status 0; a wrong command line has status 2 here. */
function usage({ exitCode, message, command }: UsageError, json: boolean): number {
  if (exitCode === 0) return 0;
  const error = { what: usageError(message, command) };
  if (json) process.stdout.write(`${JSON.stringify({ error, status: 2 }, null, 2)}\n`);
  return 2;
}
