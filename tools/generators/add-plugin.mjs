import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { generateFiles, names, readJson, updateJson } from '@nx/devkit';
import { manifestWith, pageOf } from '../docs/package-files.mjs';
import { addOutside } from './outside.mjs';

const list = 'packages/cli/src/composition/plugins.ts';

/**
 * @typedef {object} NewPlugin
 * @property {string} folder Where the package goes, relative to the repository.
 * @property {string} packageName
 * @property {string} name What a study file or an option calls it.
 * @property {string} templates Folder of the four templates.
 * @property {string} model Folder of a package of the same sort, whose library versions are taken over.
 * @property {Record<string, string>} values What the templates refer to.
 * @property {string} [to] Folder outside this repository, for a package that stands alone.
 */

/**
 * Writes the files of a plugin package and makes it known: to the compiler, to the app's package.json and to the app's
 * list of plugins. What is there already keeps its order.
 * @param {import('@nx/devkit').Tree} tree
 * @param {NewPlugin} plugin
 * @returns {() => void} What is left to do when the files are on the disk.
 * @throws Error when there is a package in the folder already.
 */
export function addPlugin(tree, plugin) {
  const { folder, packageName, name, templates, model, values, to } = plugin;
  if (to !== undefined) return addOutside(tree, plugin, to);
  if (tree.exists(folder)) throw new Error(`${folder} exists already: choose another name, or remove it.`);
  const { dependencies, devDependencies } = readJson(tree, `${model}/package.json`);
  generateFiles(tree, templates, folder, {
    ...names(name),
    ...values,
    name,
    packageName,
    dependencies,
    devDependencies,
  });
  writeFacts(tree, folder);

  updateJson(tree, 'tsconfig.json', (json) => withReference(json, `./${folder}`));
  updateJson(tree, 'packages/cli/tsconfig.json', (json) =>
    withReference(json, `../${folder.replace('packages/', '')}`),
  );
  updateJson(tree, 'packages/cli/package.json', (json) => {
    const all = inserted(Object.entries(json.dependencies), [packageName, '^0.1.0'], ([key]) => key);
    return { ...json, dependencies: Object.fromEntries(all) };
  });
  tree.write(list, withEntry(tree.read(list, 'utf8') ?? '', packageName));

  const changed = [folder, list, 'packages/cli/package.json', 'packages/cli/tsconfig.json', 'tsconfig.json'];
  return () => {
    execFileSync(join(tree.root, 'node_modules', '.bin', 'biome'), ['check', '--write', ...changed], {
      cwd: tree.root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    console.log(`Next: fill in ${folder}/src, then run npm install, npm run gen and npm test.`);
  };
}

/**
 * The licence, the page and the addresses that every package has.
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} folder
 */
function writeFacts(tree, folder) {
  const place = readJson(tree, 'package.json');
  const path = `${folder}/package.json`;
  tree.write(path, manifestWith(tree.read(path, 'utf8') ?? '', folder, place));
  tree.write(`${folder}/README.md`, pageOf(readJson(tree, path), place));
  tree.write(`${folder}/LICENSE`, tree.read('LICENSE') ?? '');
}

/**
 * One more item before the first whose key is greater, or at the end.
 * @template T
 * @param {readonly T[]} items
 * @param {T} item
 * @param {(item: T) => string} keyOf
 */
function inserted(items, item, keyOf) {
  const at = items.findIndex((other) => keyOf(other) > keyOf(item));
  return at < 0 ? [...items, item] : [...items.slice(0, at), item, ...items.slice(at)];
}

/**
 * @param {{ references?: { path: string }[] }} json
 * @param {string} path
 */
const withReference = (json, path) => ({ ...json, references: [...(json.references ?? []), { path }] });

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
  const end = lines.findIndex((line, i) => i > first && !isEntry(line));
  const entry = `  '${packageName}': () => import('${packageName}'),`;
  const entries = inserted(lines.slice(first, end), entry, (line) => line);
  return [...lines.slice(0, first), ...entries, ...lines.slice(end)].join('\n');
}
