import { hasCode, systemError } from '@stopover/files';
import { createProgram, UsageError, usageError } from './program.ts';
import { reportError } from './report-error.ts';

const json = process.argv.includes('--json');
const debug = process.argv.includes('--debug');

process.stdout.on('error', (error) => {
  // A reader that has seen enough (`stopover tasks | head`) is no failure.
  if (hasCode(error, 'EPIPE')) process.exit(0);
  process.exit(reportError(systemError(error, 'standard output') ?? error, { json: false, debug }));
});
// Where nobody can be told there is nothing to do; the exit status still says how it went.
process.stderr.on('error', () => {});
// What is thrown outside the command's own promise, by a stream or a library.
process.on('uncaughtException', (error) => process.exit(reportError(error, { json, debug })));

try {
  await createProgram((status) => {
    process.exitCode = status;
  }).parseAsync();
} catch (error) {
  process.exitCode = error instanceof UsageError ? usage(error) : reportError(error, { json, debug });
}

/** Commander ends --help and --version by an error too, with status 0; a wrong command line has status 2 here. */
function usage({ exitCode, message, command }: UsageError): number {
  if (exitCode === 0) return 0;
  const error = { what: usageError(message, command) };
  if (json) process.stdout.write(`${JSON.stringify({ error, status: 2 }, null, 2)}\n`);
  return 2;
}
