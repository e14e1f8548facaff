// `npm test`: the checks, then every test. The last line is "N passed, N failed"; the exit status is 0 when none failed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const packages = 'types of the packages';
const checks = [
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'lockfile', command: ['node', 'tools/scripts/check-lock.mjs'] },
  { name: 'project references', command: ['nx', 'sync:check'] },
  { name: 'unused code', command: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
  { name: packages, command: ['tsc', '-b'] },
  { name: 'types of the tests', command: ['tsc', '-p', 'tsconfig.test.json'] },
];

/**
 * Runs a program of node_modules/.bin, or node itself. Output goes to this terminal.
 * @param {readonly string[]} command
 * @param {Record<string, string>} [more] variables besides this process's
 */
function run([program = 'node', ...args], more = {}) {
  const path = program === 'node' ? process.execPath : join(root, 'node_modules', '.bin', program);
  // Nx's daemon would outlive this command.
  const env = { ...process.env, NX_DAEMON: 'false', ...more };
  const { status, error } = spawnSync(path, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (error) console.error(`${program} could not be started: ${error.message}`);
  return status === 0;
}

/** One line for a failure: the first of its message, without colours. @param {string} message */
const firstLine = (message) => stripVTControlCharacters(message).trim().split('\n', 1)[0] ?? '';

/** @typedef {{ fullName: string, status: string, failureMessages: string[] | null }} Assertion */
/** @typedef {{ name: string, status: string, message: string, assertionResults: Assertion[] }} TestFile */

/**
 * Counts vitest's JSON report. A file that could not be loaded has no tests of its own and counts as one failure.
 * @param {readonly TestFile[]} files
 */
function count(files) {
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const skips = [];
  let passed = 0;
  let skipped = 0;
  for (const file of files) {
    const where = relative(root, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed) {
      failures.push(`${where}: ${fullName}\n      ${firstLine(failureMessages?.[0] ?? 'no message')}`);
    }
    if (file.status === 'failed' && failed.length === 0) failures.push(`${where}\n      ${firstLine(file.message)}`);
    const done = file.assertionResults.filter(({ status }) => status === 'passed').length;
    const left = file.assertionResults.length - done - failed.length;
    if (left > 0) skips.push(`${where}: ${left}`);
    passed += done;
    skipped += left;
  }
  return { passed, skipped, failures, skips };
}

/**
 * Folders whose tests leave the process that they run in as it was: one process runs many of their files, without loading
 * the packages again for each, which took longer than the tests.
 */
const computing = [
  'packages/autodiff',
  'packages/cli/src/commands',
  'packages/cli/src/init',
  'packages/cli/src/study',
  'packages/cli/src/views',
  'packages/core',
  'packages/data',
  'packages/encoders',
  'packages/files',
  'packages/hub',
  'packages/metrics',
  'packages/miniature',
  'packages/onnx-graph',
  'packages/registry',
  'packages/report/src/analysis',
  'packages/report/src/appendix',
  'packages/report/src/cards',
  'packages/report/src/claims',
  'packages/report/src/compare',
  'packages/report/src/figures',
  'packages/report/src/formats',
  'packages/report/src/items',
  'packages/statistics',
  'packages/study',
  'packages/submission',
  'packages/task-plugins',
  'packages/text',
  'packages/trackers',
  'packages/training/src/batching',
  'packages/training/src/combining',
  'packages/training/src/costs',
  'packages/training/src/evaluation',
  'packages/training/src/inference',
  'packages/training/src/optimizers',
  'packages/training/src/retrieval',
  'packages/training/src/runs',
  'packages/translation',
  'tools/checks',
  'tools/docs',
];

/** Files of theirs that mostly wait for other processes. */
const waiting = ['demo', 'hub-run', 'run', 'run-interrupted', 'slurm-run'];

/**
 * Runs vitest over everything. Test files share the tables that they write, and do not compile again what is compiled.
 * @param {boolean} built
 */
function test(built) {
  const folder = mkdtempSync(join(tmpdir(), 'stopover-test-'));
  const shared = { STOPOVER_TEST_TABLES: join(folder, 'tables'), ...(built && { STOPOVER_BUILT: 'true' }) };
  try {
    // Of two cores: the tests of a cluster wait for minutes without computing, and must not hold up the others.
    const left = `**/!(${waiting.join('|')}).test.ts`;
    const others = vitest(shared, ['--maxWorkers=3', ...computing.map((one) => `--exclude=${one}/${left}`)]);
    const own = [...waiting.map((one) => `--exclude=**/${one}.test.ts`), ...computing.map((one) => `${one}/`)];
    const plain = vitest(shared, ['--maxWorkers=2', '--no-isolate', ...own]);
    return {
      passed: others.passed + plain.passed,
      skipped: others.skipped + plain.skipped,
      failures: [...others.failures, ...plain.failures],
      skips: [...others.skips, ...plain.skips],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * One run of vitest, counted.
 * @param {Record<string, string>} variables
 * @param {readonly string[]} args
 */
function vitest(variables, args) {
  const folder = mkdtempSync(join(tmpdir(), 'stopover-report-'));
  const report = join(folder, 'report.json');
  try {
    const told = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const ok = run(['vitest', 'run', ...told, ...args], variables);
    if (!existsSync(report)) return { passed: 0, skipped: 0, failures: ['vitest ended without a report'], skips: [] };
    const counted = count(JSON.parse(readFileSync(report, 'utf8')).testResults);
    // An error outside any test (a rejected promise, a crashed worker) only shows in the exit status.
    if (!ok && counted.failures.length === 0) counted.failures.push('vitest: an error outside the tests, see above');
    return counted;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @type {string[]} */
const failures = [];
let built = false;
for (const { name, command } of checks) {
  const start = performance.now();
  const ok = run(command);
  console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (!ok) failures.push(`${name}: ${command.join(' ')}`);
  if (name === packages) built = ok;
}
const passedChecks = checks.length - failures.length;
const tests = test(built);
failures.push(...tests.failures);

if (tests.skips.length > 0) console.log(`\nSkipped:\n${tests.skips.map((skip) => `  ↓ ${skip}`).join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ✗ ${failure}`).join('\n')}\n`);
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
console.log(`${passedChecks + tests.passed} passed, ${failures.length} failed${skipped}`);
process.exitCode = failures.length > 0 ? 1 : 0;
