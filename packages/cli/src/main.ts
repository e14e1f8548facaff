import { CommanderError } from 'commander';
import { createProgram, usageError } from './program.ts';
import { reportError } from './report-error.ts';

// A reader that has seen enough (`stopover tasks | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const json = process.argv.includes('--json');

try {
  await createProgram((status) => {
    process.exitCode = status;
  }).parseAsync();
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? usage(error)
      : reportError(error, { json, debug: process.argv.includes('--debug') });
}

/** Commander ends --help and --version by an error too, with status 0; a wrong command line has status 2 here. */
function usage({ exitCode, message }: CommanderError): number {
  if (exitCode === 0) return 0;
  if (json) process.stdout.write(`${JSON.stringify({ error: { what: usageError(message) }, status: 2 }, null, 2)}\n`);
  return 2;
}
