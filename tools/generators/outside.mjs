// A plugin for a repository of one's own: nothing in it refers to this one.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { generateFiles, names, readJson } from '@nx/devkit';

/** What the compiler is told inside this repository, without what only makes sense there. */
const inner = new Set(['customConditions', 'composite', 'experimentalDecorators', 'emitDecoratorMetadata']);

/**
 * Writes a package with its own compiler settings, types and commands into a folder outside this repository.
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('./add-plugin.mjs').NewPlugin} plugin
 * @param {string} to Folder, relative to where the generator is called.
 * @returns {() => void} What writes it.
 * @throws Error when something is there already.
 */
export function addOutside(tree, { packageName, name, templates, model, values }, to) {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), to);
  if (existsSync(join(folder, 'package.json')))
    throw new Error(`${folder} has a package already: choose another folder.`);
  const { dependencies, devDependencies } = readJson(tree, `${model}/package.json`);
  const made = `.made-${name}`;
  generateFiles(tree, templates, made, { ...names(name), ...values, name, packageName, dependencies, devDependencies });
  const files = new Map(
    ['src/index.ts', 'src/index.test.ts'].map((path) => [path, tree.read(`${made}/${path}`, 'utf8') ?? '']),
  );
  files.set('package.json', asJson(manifestOf(tree, readJson(tree, `${made}/package.json`))));
  files.set('tsconfig.json', asJson(settingsOf(tree)));
  files.set('.gitignore', 'node_modules\ndist\n');
  tree.delete(made);
  return () => {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    console.log(`Next: fill in ${basename(folder)}/src, then run npm install --ignore-scripts and npm test there.`);
  };
}

/** @param {unknown} value */
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * @param {import('@nx/devkit').Tree} tree
 * @param {Record<string, any>} manifest
 */
function manifestOf(tree, { nx: _, exports, devDependencies, ...manifest }) {
  const { ['@stopover/source']: __, ...entry } = exports['.'];
  const { devDependencies: tools } = readJson(tree, 'package.json');
  const versions = ['@types/node', 'typescript', 'vitest'].map((name) => [name, tools[name]]);
  return {
    ...manifest,
    exports: { ...exports, '.': entry },
    files: ['dist'],
    scripts: { build: 'tsc', prepack: 'tsc', test: 'tsc --noEmit && vitest run' },
    devDependencies: { ...devDependencies, ...Object.fromEntries(versions) },
  };
}

/** @param {import('@nx/devkit').Tree} tree */
function settingsOf(tree) {
  const { compilerOptions } = readJson(tree, 'tsconfig.base.json');
  const kept = Object.entries(compilerOptions).filter(([key]) => !inner.has(key));
  return {
    compilerOptions: { ...Object.fromEntries(kept), sourceMap: false, rootDir: 'src', outDir: 'dist' },
    include: ['src/**/*.ts'],
    exclude: ['src/**/*.test.ts'],
  };
}
