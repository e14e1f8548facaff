import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { generateFiles, names, readJson, updateJson } from '@nx/devkit';

const list = 'packages/cli/src/plugins.ts';

/**
 * @typedef {object} NewPlugin
 * @property {string} folder Where the package goes, relative to the repository.
 * @property {string} packageName
 * @property {string} name What a study file or an option calls it.
 * @property {string} templates Folder of the four templates.
 * @property {string} model Folder of a package of the same sort, whose library versions are taken over.
 * @property {Record<string, string>} values What the templates refer to.
 */

/**
 * Writes the four files of a plugin package and makes it known: to the compiler, to the app's package.json and to the
 * app's list of plugins.
 * @param {import('@nx/devkit').Tree} tree
 * @param {NewPlugin} plugin
 * @returns {() => void} What is left to do when the files are on the disk.
 * @throws Error when there is a package in the folder already.
 */
export function addPlugin(tree, { folder, packageName, name, templates, model, values }) {
  if (tree.exists(folder)) throw new Error(`${folder} exists already: choose another name, or remove it.`);
  const { dependencies } = readJson(tree, `${model}/package.json`);
  generateFiles(tree, templates, folder, { ...names(name), ...values, name, packageName, dependencies });

  updateJson(tree, 'tsconfig.json', (json) => withReference(json, `./${folder}`));
  updateJson(tree, 'packages/cli/tsconfig.json', (json) =>
    withReference(json, `../${folder.replace('packages/', '')}`),
  );
  updateJson(tree, 'packages/cli/package.json', (json) => {
    const all = { ...json.dependencies, [packageName]: '^0.1.0' };
    return { ...json, dependencies: Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))) };
  });
  tree.write(list, withEntry(tree.read(list, 'utf8') ?? '', packageName));

  const changed = [folder, 'packages/cli', 'tsconfig.json'];
  return () => {
    execFileSync(join(tree.root, 'node_modules', '.bin', 'biome'), ['check', '--write', ...changed], {
      cwd: tree.root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    console.log(`Next: fill in ${folder}/src, then run npm install, npm run gen and npm test.`);
  };
}

/**
 * @param {{ references?: { path: string }[] }} json
 * @param {string} path
 */
const withReference = (json, path) => ({
  ...json,
  references: [...(json.references ?? []), { path }].sort((a, b) => (a.path < b.path ? -1 : 1)),
});

/**
 * The list of plugins with one more entry, in the order of names.
 * @param {string} source
 * @param {string} packageName
 */
function withEntry(source, packageName) {
  const lines = source.split('\n');
  const isEntry = (/** @type {string} */ line) => /^ {2}'[^']+': \(\) => import\(/.test(line);
  const first = lines.findIndex(isEntry);
  if (first < 0) throw new Error(`${list} has no entry to stand beside: add ${packageName} to the list by hand.`);
  const entries = [...lines.filter(isEntry), `  '${packageName}': () => import('${packageName}'),`].sort();
  const others = lines.filter((line) => !isEntry(line));
  return [...others.slice(0, first), ...entries, ...others.slice(first)].join('\n');
}
