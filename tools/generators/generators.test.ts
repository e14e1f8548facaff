import type { Kind } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryWorkspace, temporaryWorkspace } from '../checks/temporary-workspace.ts';
import { packages, read } from '../checks/workspace.ts';
import { manifestWith } from '../docs/package-files.mjs';

let workspace: TemporaryWorkspace;

beforeAll(() => {
  workspace = temporaryWorkspace();
  for (const { folder } of packages) {
    for (const name of ['package.json', 'tsconfig.json']) workspace.copy(`${folder}/${name}`);
  }
  for (const path of ['tsconfig.json', 'README.md', 'LICENSE', 'packages/cli/src/composition/plugins.ts'])
    workspace.copy(path);
  // Named by tsconfig.json, as the packages are.
  workspace.copy('tools/bench/tsconfig.json');
});

afterAll(() => workspace[Symbol.dispose]());

const generate = (generator: string, ...args: readonly string[]) =>
  workspace.run('nx', 'generate', `@stopover/generators:${generator}`, ...args, '--no-interactive');

const made = [
  ['task-plugins/ferry-nli', 'task', ['ferry-nli']],
  ['task-plugins/ferry-choice', 'task', ['ferry-choice', '--kind=choice', '--role=target']],
  ['task-plugins/ferry-qa', 'task', ['ferry-qa', '--kind=span', '--role=target']],
  ['task-plugins/ferry-names', 'task', ['ferry-names', '--kind=tagging', '--role=target']],
  ['task-plugins/ferry-pairs', 'task', ['ferry-pairs', '--kind=bitext']],
  ['task-plugins/ferry-search', 'task', ['ferry-search', '--kind=ranking', '--role=target']],
  ['model-backends/ferry-npu', 'backend', ['ferry-npu', '--provider=cpu']],
] as const;

describe('generators', () => {
  it.each(made)('write %s', (folder, generator, args) => {
    const { status, output } = generate(generator, ...args);
    expect(status, output).toBe(0);
    const name = folder.split('/')[1];
    const packageName = `@stopover/${generator}-${name}`;
    expect(JSON.parse(workspace.read(`packages/${folder}/package.json`))).toMatchObject({ name: packageName });
    expect(workspace.read('packages/cli/src/composition/plugins.ts')).toContain(
      `'${packageName}': () => import('${packageName}'),\n`,
    );
    expect(JSON.parse(workspace.read('packages/cli/package.json')).dependencies).toHaveProperty(
      [packageName],
      '^0.1.0',
    );
    expect(workspace.read('packages/cli/tsconfig.json')).toContain(`"../${folder}"`);
    expect(workspace.read('tsconfig.json')).toContain(`"./packages/${folder}"`);
  });

  it('add to what is there, and reorder nothing', () => {
    for (const path of ['tsconfig.json', 'packages/cli/tsconfig.json', 'packages/cli/package.json', 'README.md']) {
      const lines = workspace
        .read(path)
        .split('\n')
        .map((line) => line.replace(/,$/, ''));
      const added = lines.filter((line) => line.includes('ferry'));
      expect(added.length, path).toBeGreaterThan(0);
      const before = read(path)
        .split('\n')
        .map((line) => line.replace(/,$/, ''));
      const braces = (line: string) => !/^ *[{}] *$/.test(line);
      expect(lines.filter((line) => !added.includes(line)).filter(braces), path).toEqual(before.filter(braces));
    }
  });

  it('write what every package has: addresses, licence, page, sources, and a row of the README for a backend', () => {
    for (const [folder] of made) {
      expect(workspace.read(`packages/${folder}/LICENSE`)).toBe(read('LICENSE'));
      const text = workspace.read(`packages/${folder}/package.json`);
      expect(text).toBe(manifestWith(text, `packages/${folder}`, JSON.parse(read('package.json'))));
      expect(workspace.read(`packages/${folder}/README.md`)).toContain(JSON.parse(text).name);
    }
    expect(workspace.read('README.md')).toContain('| `ferry-npu` | `@stopover/backend-ferry-npu` |');
  });

  it('keep the list of plugins in the order of names', () => {
    const names = [...workspace.read('packages/cli/src/composition/plugins.ts').matchAll(/^ {2}'([^']+)'/gm)].map(
      ([, name]) => name,
    );
    expect(names.length).toBeGreaterThan(made.length);
    expect(names).toEqual([...names].sort());
  });

  it('write packages that the linter and the compiler take', () => {
    expect(workspace.run('biome', 'check', '--error-on-warnings', 'packages')).toMatchObject({ status: 0 });
    // The app's list names packages that are not linked before `npm install`: only the new packages are compiled.
    const settings = { extends: './tsconfig.test.json', include: made.map(([folder]) => `packages/${folder}/src`) };
    workspace.write('tsconfig.made.json', JSON.stringify(settings));
    expect(workspace.run('tsc', '-p', 'tsconfig.made.json')).toEqual({ status: 0, output: '' });
  });

  it('write packages that pass their conformance suites', () => {
    const { status, output } = workspace.run(
      'vitest',
      'run',
      '--update=new',
      ...made.map(([folder]) => `packages/${folder}`),
    );
    expect(status, output).toBe(0);
    expect(output).toMatch(/Test Files {2}7 passed \(7\)/);
  });

  it.each([
    [
      'mlm',
      [],
      /--kind=mlm: masked text is no task .* Give one of classification, choice, span, tagging, bitext, ranking\./,
    ],
    ['bitext', ['--role=intermediate'], /--kind=bitext: it is evaluated without training\./],
  ] as const)('say why there is no %s %j', (kind, more, why) => {
    const { status, output } = generate('task', 'ferry-other', `--kind=${kind}`, ...more);
    expect(status).not.toBe(0);
    expect(output).toMatch(why);
  });

  it('know every kind of core', () => {
    const all: Record<Kind, true> = {
      ...{ classification: true, choice: true, span: true, tagging: true, bitext: true, ranking: true },
      mlm: true,
    };
    const { properties } = JSON.parse(read('tools/generators/task/schema.json'));
    expect(properties.kind.enum).toEqual(Object.keys(all));
  });

  it('do not write over a package', () => {
    const { status, output } = generate('task', 'ferry-nli');
    expect(status).not.toBe(0);
    expect(output).toContain('packages/task-plugins/ferry-nli exists already');
  });
});
