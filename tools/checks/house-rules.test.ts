import { basename, extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { factsOf } from './module-facts.ts';
import { filesBelow, isTest, manifestOf, packages, read, sourcesOf } from './workspace.ts';

const sources = packages.flatMap(sourcesOf);
/** What is shipped: facts of every module that is no test. */
const shipped = sources.filter((path) => !isTest(path)).map((path) => ({ path, ...factsOf(path, read(path)) }));
const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;
const binary = new Set(['.safetensors', '.parquet', '.gz', '.onnx', '.png', '.bin']);

describe('files', () => {
  it('are at most 300 lines, tests 400', () => {
    const own = [...sources, ...filesBelow('tools').filter((path) => /\.(ts|mjs)$/.test(path))];
    const long = own.filter((path) => linesOf(path) > (isTest(path) ? 400 : 300));
    expect(long.map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  it('have kebab-case names', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.d)?\.ts$/;
    expect(sources.filter((path) => !kebab.test(basename(path)))).toEqual([]);
  });

  it('live in folders named for what they hold', () => {
    const vague = /(^|\/)(utils?|helpers?|common|shared|misc)\//;
    expect(filesBelow('.').filter((path) => vague.test(path))).toEqual([]);
  });

  it('of a task plugin fit on one screen: at most 60 lines', () => {
    const plugins = sources.filter((path) => path.startsWith('packages/task-plugins/') && !isTest(path));
    expect(plugins.length).toBeGreaterThan(10);
    expect(plugins.filter((path) => linesOf(path) > 60).map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  it('of a plugin package are four, and fixtures, a long table of languages, and a file a task where it has two', () => {
    const four = ['package.json', 'tsconfig.json', 'src/index.ts', 'src/index.test.ts'];
    const wrong = packages
      .filter(({ folder }) => folder.split('/').length > 2)
      .flatMap(({ folder }) => {
        const files = filesBelow(folder).map((path) => path.slice(folder.length + 1));
        const several = files.includes('src/index.ts') && /tasks: \[\w+, \w+/.test(read(`${folder}/src/index.ts`));
        const extra = files.filter(
          (path) =>
            !four.includes(path) &&
            !(
              (several || /^packages\/(executors|trackers)\//.test(folder)) &&
              /^src\/[a-z-]+(\.test)?\.ts$/.test(path)
            ) &&
            !/^(src\/(fixtures\/|__snapshots__\/|languages\.ts$)|(CHANGELOG|README)\.md$|LICENSE$)/.test(path),
        );
        return [
          ...extra.map((f) => `${folder}/${f}`),
          ...four.filter((f) => !files.includes(f)).map((f) => `${folder} lacks ${f}`),
        ];
      });
    expect(wrong).toEqual([]);
  });

  it('of core hold at most 480 lines of code', () => {
    const core = shipped.filter(({ path }) => path.startsWith('packages/core/src/'));
    const lines = core.reduce((sum, { codeLines }) => sum + codeLines, 0);
    expect(lines).toBeGreaterThan(100);
    expect(lines).toBeLessThanOrEqual(480);
  });

  it('of core import nothing but each other', () => {
    const core = shipped.filter(({ path }) => path.startsWith('packages/core/src/'));
    const outside = core.flatMap(({ path, imports }) =>
      imports.filter(({ specifier }) => !specifier.startsWith('./')).map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(outside).toEqual([]);
    const manifest = packages.find(({ folder }) => folder === 'packages/core')?.manifest;
    expect(Object.keys({ ...manifest?.dependencies, ...manifest?.peerDependencies })).toEqual([]);
  });

  it('silence neither the compiler nor the linter', () => {
    // Written in two halves, so that this file does not find itself.
    const silencers = new RegExp(
      ['@ts-' + 'ignore', '@ts-' + 'nocheck', 'biome-' + 'ignore', 'eslint-' + 'disable'].join('|'),
    );
    expect(sources.filter((path) => silencers.test(read(path)))).toEqual([]);
  });

  it('assert no type that the compiler did not find', () => {
    expect(shipped.flatMap(({ path, assertions }) => assertions.map((line) => `${path}:${line}`))).toEqual([]);
  });

  it('say in a comment what each exported function and class is', () => {
    expect(shipped.flatMap(({ path, undocumented }) => undocumented.map((line) => `${path}:${line}`))).toEqual([]);
  });

  it('hold no function of more than 60 lines', () => {
    const long = shipped.flatMap(({ path, functions }) => functions.map((found) => ({ path, ...found })));
    expect(long.filter(({ lines }) => lines > 60)).toEqual([]);
  });

  it('name no folder of one machine and no registry', () => {
    const place = new RegExp(`(^|[\\s"'\`(=:])/(${['work', 'home', 'root', 'Users', 'tmp', 'mnt'].join('|')})/`, 'm');
    const registry = /\bregistry\.[\w-]+\.\w|\bnpmjs\.|"resolved": "http/;
    const wrong = filesBelow('.').filter((path) => {
      if (binary.has(extname(path)) || path.includes('/fixtures/')) return false;
      const text = read(path);
      return place.test(text) || (path !== 'tools/checks/house-rules.test.ts' && registry.test(text));
    });
    expect(wrong).toEqual([]);
  });
});

describe('package.json', () => {
  it.each(packages.map(({ folder, manifest }) => [folder, manifest] as const))('%s', (_, manifest) => {
    expect(manifest).toMatchObject({ type: 'module', license: 'Apache-2.0' });
    expect(manifest.description).not.toBe('');
    // Core alone loads a polyfill: reflect-metadata, which tsyringe needs.
    if (manifest.name !== '@stopover/registry') expect(manifest.sideEffects).toBe(false);
  });

  it('of a plugin takes core as a peer, so that there is one copy of the tokens', () => {
    const plugins = packages.filter(({ folder }) => folder.split('/').length > 2);
    expect(plugins.filter(({ manifest }) => !('@stopover/core' in manifest.peerDependencies))).toEqual([]);
    expect(plugins.filter(({ manifest }) => '@stopover/core' in manifest.dependencies)).toEqual([]);
  });

  it('names one version of every library, exactly', () => {
    const versions = new Map<string, Set<string>>();
    for (const { dependencies, devDependencies } of [...packages.map(({ manifest }) => manifest), manifestOf('.')]) {
      for (const [name, version] of Object.entries({ ...devDependencies, ...dependencies })) {
        if (!name.startsWith('@stopover/') && name !== 'stopover') {
          versions.set(name, (versions.get(name) ?? new Set()).add(version));
        }
      }
    }
    const wrong = [...versions].filter(
      ([, found]) => found.size > 1 || ![...found].every((v) => /^(npm:.*@)?\d/.test(v)),
    );
    expect(wrong.map(([name, found]) => `${name}: ${[...found].join(', ')}`)).toEqual([]);
  });

  it('leads to one onnxruntime-node: two copies in one process do not load', () => {
    const lock = z
      .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
      .parse(JSON.parse(read('package-lock.json')));
    const copies = Object.keys(lock.packages).filter((at) => at.endsWith('node_modules/onnxruntime-node'));
    expect(copies).toEqual(['node_modules/onnxruntime-node']);
  });
});
