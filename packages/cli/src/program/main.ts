import { hasCode, systemError } from '@stopover/files';
import { reportError } from './report-error.ts';
import { runCommandLine } from './run-command-line.ts';

const [, , ...words] = process.argv;
const json = words.includes('--json');
const debug = words.includes('--debug');

process.stdout.on('error', (error) => {
  // A reader that has seen enough (`stopover tasks | head`) is no failure.
  if (hasCode(error, 'EPIPE')) process.exit(0);
  process.exit(reportError(systemError(error, 'standard output') ?? error, { json: false, debug }));
});
// Where nobody can be told there is nothing to do; the exit status still says how it went.
process.stderr.on('error', () => {});
// What is thrown outside the command's own promise, by a stream or a library.
process.on('uncaughtException', (error) => process.exit(reportError(error, { json, debug })));

await runCommandLine(words, (status) => {
  process.exitCode = status;
});
