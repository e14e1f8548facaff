// npm drops an optional package that the registry cannot give from the lockfile without a word. Where that package is
// another platform's binary, `npm ci` then fails there, or installs a tool that cannot start. So: every optional
// dependency that a locked package names must itself be locked. And the lockfile must say of our own packages what their
// package.json says, or `npm ci` refuses it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** @typedef {'dependencies' | 'devDependencies' | 'peerDependencies' | 'optionalDependencies'} Field */
/** @typedef {{ version?: string, link?: boolean } & Partial<Record<Field, Record<string, string>>>} LockedPackage */

/** @type {readonly Field[]} */
const fields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
const root = new URL('../../', import.meta.url);

/** @type {{ packages: Record<string, LockedPackage> }} */
const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

/**
 * Whether `name`, asked for by the package at `at`, is locked in one of the node_modules folders that Node would search.
 * @param {string} at
 * @param {string} name
 */
function isLocked(at, name) {
  const nested = at.split('/node_modules/');
  return (
    nested.some((_, i) => {
      const folder = nested.slice(0, nested.length - i).join('/node_modules/');
      return `${folder}/node_modules/${name}` in packages;
    }) || `node_modules/${name}` in packages
  );
}

const missing = Object.entries(packages).flatMap(([at, { version, optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(at, name))
    .map((name) => `${at.replace(/^.*node_modules\//, '')}@${version} needs ${name}`),
);

/** The package.json of our own package in a folder, or undefined. @param {string} folder */
function manifestOf(folder) {
  const url = new URL(`${folder ? `${folder}/` : ''}package.json`, root);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined;
}

/** @type {{ workspaces: string[] }} */
const { workspaces } = manifestOf('');
const folders = workspaces
  .map((glob) => glob.replace(/\*$/, ''))
  .filter((parent) => existsSync(new URL(parent, root)))
  .flatMap((parent) => readdirSync(new URL(parent, root)).map((name) => `${parent}${name}`))
  .filter((folder) => existsSync(new URL(`${folder}/package.json`, root)));

const unlocked = folders.filter((folder) => !(folder in packages)).map((folder) => `${folder} is not locked`);
const changed = Object.entries(packages)
  .filter(([at]) => !at.includes('node_modules/'))
  .flatMap(([at, locked]) => {
    const manifest = manifestOf(at);
    if (!manifest) return [`${at} is locked and does not exist`];
    return fields
      .filter((field) => !isDeepStrictEqual(manifest[field] ?? {}, locked[field] ?? {}))
      .map((field) => `${at || 'the root'}: ${field}`);
  });
const stale = [...unlocked, ...changed];

if (missing.length > 0) {
  console.error(`package-lock.json lacks ${missing.length} optional packages:\n  ${missing.join('\n  ')}`);
  console.error('Choose a version whose binaries are complete, then run `npm install --package-lock-only` again.');
  process.exitCode = 1;
}
if (stale.length > 0) {
  console.error(`package-lock.json is behind package.json:\n  ${stale.join('\n  ')}`);
  console.error('Run `npm install --package-lock-only`.');
  process.exitCode = 1;
}
