import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryWorkspace, temporaryWorkspace } from './temporary-workspace.ts';
import { filesBelow, packages, read, root } from './workspace.ts';

interface Block {
  readonly path: string;
  readonly code: string;
}

/** The code blocks of a page that stand below the path of a file. */
const blocksOf = (page: string): readonly Block[] =>
  [...read(page).matchAll(/^`([^`\n]+\.ts)`\n\n```ts\n(.*?)^```$/gms)].map(([, path = '', code = '']) => ({
    path,
    code,
  }));

const both = (file: string) => [`${file}.ts`, `${file}.test.ts`];

describe('code in the pages', { timeout: 300_000 }, () => {
  const blocks = filesBelow('docs')
    .filter((path) => path.endsWith('.md'))
    .flatMap(blocksOf);
  let workspace: TemporaryWorkspace;

  beforeAll(() => {
    workspace = temporaryWorkspace();
    for (const { path, code } of blocks) workspace.write(path, code);
  });
  afterAll(() => workspace[Symbol.dispose]());

  it('is found', () => {
    expect(blocks.map(({ path }) => path)).toEqual([
      'packages/shown/src/gradient.test.ts',
      ...both('packages/model-backends/coreml/src/index'),
      ...both('packages/model-backends/checked/src/index'),
      ...both('packages/task-plugins/reviews/src/metrics'),
      ...both('packages/source-plugins/tables/src/index'),
      ...both('packages/task-plugins/boolq/src/index'),
      ...both('packages/tracker-plugins/table/src/index'),
      ...both('packages/arm-plugins/gradual/src/index'),
      ...both('packages/encoder-plugins/words/src/index'),
      ...both('packages/executor-plugins/queue/src/index'),
    ]);
  });

  it('is what the linter and the compiler take', () => {
    expect(workspace.run('biome', 'check', '--error-on-warnings', 'packages')).toMatchObject({ status: 0 });
    expect(workspace.run('tsc', '-p', 'tsconfig.test.json')).toEqual({ status: 0, output: '' });
  });

  it('passes the conformance suites, or is skipped where the device is absent', () => {
    const { status, output } = workspace.run('vitest', 'run', '--update=new', 'packages');
    expect(status, output).toBe(0);
    expect(output).toMatch(/Test Files {2}10 passed \(10\)/);
  });
});

describe('pages', () => {
  const pages = filesBelow('.').filter((path) => path.endsWith('.md') && !path.startsWith('.changeset/'));

  it('link to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target = '']) => join(dirname(page), target))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files and folders of the repository that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:packages|tools|docs|examples)\/[\w./-]+)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(root, path)) && !blocksOf(page).some((block) => block.path.startsWith(path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it('tell of every plugin: tasks in docs/tasks.md, the others in the README', () => {
    const tasks = read('docs/tasks.md');
    const readme = read('README.md');
    const untold = packages.filter(({ folder, manifest }) => {
      if (folder.startsWith('packages/task-plugins/')) return !tasks.includes(`\`${manifest.name}\``);
      return folder.split('/').length > 2 && !readme.includes(`\`${manifest.name}\``);
    });
    expect(untold.map(({ folder }) => folder)).toEqual([]);
  });
});
