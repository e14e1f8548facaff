// What `.ci/release-check` runs. Each step says what it found; one that fails ends the check, as the next stands on it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedProblems } from '../checks/packed-problems.mjs';
import { emptyDist } from './empty-dist.mjs';

const root = join(import.meta.dirname, '..', '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stopover-release-')));
const tarballs = join(folder, 'tarballs');
const app = join(folder, 'app');

/**
 * What an installation may weigh, in megabytes of files: measured 461 on Linux x64, and 8 % for the next versions of what
 * it stands on. README.md and packages/cli/README.md say the measured figure.
 */
const largestInstallation = 500;

/** @typedef {{ name: string, location: string, private?: boolean }} Workspace */
/** @typedef {{ dependencies?: Record<string, string>, peerDependencies?: Record<string, string> }} Needs */
/** @typedef {Workspace & { tarball: string, needs: string[] }} Packed */

/**
 * Runs a program whose output goes to this terminal.
 * @param {string} command A line of the shell.
 * @param {string} cwd
 * @throws Error when it fails.
 */
function run(command, cwd) {
  console.log(`  $ ${command.length > 160 ? `${command.slice(0, 160)} …` : command}`);
  const { status, signal } = spawnSync(command, { cwd, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`\`${command}\` ended with ${signal ?? `status ${status}`}`);
}

/** Packs every public package, as `npm publish` would. @returns {Packed[]} */
function pack() {
  /** @param {readonly string[]} args */
  const npm = (...args) =>
    JSON.parse(
      execFileSync('npm', args, {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  /** @type {Workspace[]} */
  const all = npm('query', '.workspace');
  const open = all.filter((one) => !one.private);
  mkdirSync(tarballs);
  /** @type {{ name: string, filename: string }[]} */
  const packed = npm(
    'pack',
    '--json',
    '--pack-destination',
    tarballs,
    ...open.map((one) => `--workspace=${one.location}`),
  );
  return open.map((one) => {
    const filename = packed.find(({ name }) => name === one.name)?.filename;
    if (!filename) throw new Error(`npm packed no ${one.name}`);
    const tarball = join(tarballs, filename);
    const text = execFileSync('tar', ['xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
    /** @type {Needs} */
    const { dependencies, peerDependencies } = JSON.parse(text);
    return { ...one, tarball, needs: Object.keys({ ...dependencies, ...peerDependencies }) };
  });
}

/**
 * The tarballs of a package and of all that it stands on, down to the libraries of others.
 * @param {readonly Packed[]} packages
 * @param {string} name
 * @param {Set<string>} found
 * @returns {Set<string>}
 */
function tarballsFor(packages, name, found = new Set()) {
  const one = packages.find((other) => other.name === name);
  if (!one || found.has(one.tarball)) return found;
  found.add(one.tarball);
  for (const need of one.needs) tarballsFor(packages, need, found);
  return found;
}

/** The lines of README.md's section about the installation, without its comments. */
function installation() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, block = ''] = /^## Install\n+```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  const lines = block.split('\n').flatMap((line) => line.replace(/\s+#.*$/, '') || []);
  if (!lines.some((line) => / stopover$/.test(line))) throw new Error('README.md: "## Install" installs no stopover');
  return lines;
}

/** Bytes of the files below a folder. @param {string} place @returns {number} */
const weigh = (place) =>
  readdirSync(place, { withFileTypes: true })
    .map((entry) => {
      const path = join(place, entry.name);
      if (entry.isDirectory()) return weigh(path);
      return entry.isFile() ? statSync(path).size : 0;
    })
    .reduce((sum, size) => sum + size, 0);

/** @type {Packed[]} */
let packages = [];
/** @type {readonly (readonly [string, () => string | Promise<string>])[]} */
const steps = [
  [
    'built from nothing',
    () => {
      emptyDist();
      run('npx tsc -b', root);
      run('node tools/scripts/take-pages.mjs', root);
      return 'all packages';
    },
  ],
  [
    'packed',
    () => {
      packages = pack();
      return `${packages.length} packages, ${(weigh(tarballs) / 1e6).toFixed(1)} MB`;
    },
  ],
  [
    'publint and are-the-types-wrong',
    async () => {
      const found = packages.map(async ({ name, tarball }) =>
        (await packedProblems(tarball)).map((one) => `${name}: ${one}`),
      );
      const problems = (await Promise.all(found)).flat();
      if (problems.length > 0) throw new Error(problems.join('\n    '));
      return 'nothing to say';
    },
  ],
  [
    'installed from the tarballs, as README.md says',
    () => {
      mkdirSync(app);
      const files = [...tarballsFor(packages, 'stopover')].join(' ');
      for (const line of installation()) run(line.replace(/ stopover$/, ` ${files}`), app);
      return `${tarballsFor(packages, 'stopover').size} of our packages`;
    },
  ],
  [
    'the size of the installation',
    () => {
      const megabytes = weigh(join(app, 'node_modules')) / 1e6;
      const said = `${megabytes.toFixed(0)} MB; the bound is ${largestInstallation}`;
      if (megabytes > largestInstallation) throw new Error(said);
      return said;
    },
  ],
  [
    'the demo',
    () => {
      const begin = performance.now();
      run('npx stopover demo', app);
      const page = join(app, 'runs', 'demo', 'reports', 'demo', 'index.html');
      if (!existsSync(page)) throw new Error(`there is no ${page}`);
      return `${((performance.now() - begin) / 1000).toFixed(0)} s`;
    },
  ],
  ['the citation', citation],
];

/** Whether CITATION.cff is what the format allows, where a program that knows the format is installed. */
function citation() {
  const { error } = spawnSync('cffconvert', ['--version'], { stdio: 'ignore' });
  if (error) return 'not validated: install cffconvert with pip for it';
  run('cffconvert --validate', root);
  return 'valid';
}

let passed = 0;
let failed = 0;
try {
  for (const [name, step] of steps) {
    try {
      console.log(`✓ ${name}: ${await step()}`);
      passed += 1;
    } catch (error) {
      console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
      failed += 1;
      break;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed${failed > 0 ? `, ${steps.length - passed - failed} not tried` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
