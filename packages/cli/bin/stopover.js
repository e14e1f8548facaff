#!/usr/bin/env node
// What is missing before anything is loaded: the program itself, in a clone that nobody has built.
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const problems = {
  ERR_MODULE_NOT_FOUND: {
    what: 'this copy is not whole, or not built yet',
    remedy:
      'In a clone run `npm ci` and `npm run build` there; otherwise install stopover again. If it is there, this process may open too few files: allow more (`ulimit -n 4096`).',
  },
  EMFILE: {
    what: 'this process may not even open the files of the program',
    remedy: 'Allow more in this shell (`ulimit -n 4096`), and run the same command again.',
  },
};

try {
  await import('../dist/program/main.js');
} catch (error) {
  const problem = error instanceof Error && 'code' in error ? problems[error.code] : undefined;
  if (!problem) throw error;
  const { remedy } = problem;
  const what = `${problem.what} (${error.message})`;
  process.stderr.write(`stopover: ${root}: ${what}. ${remedy}\n`);
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { where: root, what, remedy }, status: 2 }, null, 2)}\n`);
  }
  process.exitCode = 2;
}
