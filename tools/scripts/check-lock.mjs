// npm drops an optional package that the registry cannot give from the lockfile without a word. Where that package is
// another platform's binary, `npm ci` then fails there, or installs a tool that cannot start. So: every optional
// dependency that a locked package names must itself be locked.
import { readFileSync } from 'node:fs';

/** @typedef {{ version?: string, optionalDependencies?: Record<string, string> }} LockedPackage */

/** @type {{ packages: Record<string, LockedPackage> }} */
const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

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

if (missing.length > 0) {
  console.error(`package-lock.json lacks ${missing.length} optional packages:\n  ${missing.join('\n  ')}`);
  console.error('Choose a version whose binaries are complete, then run `npm install --package-lock-only` again.');
  process.exitCode = 1;
}
