import { join } from 'node:path';
import { pluginOf } from '@stopover/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { packages, read, root } from '../checks/workspace.ts';
import { type ListedTask, shortTable, tasksPage, withPart } from './task-pages.ts';

// `npm run gen` runs this file with -u, which writes the pages; here they are compared.
describe('generated pages', () => {
  const stale = 'run `npm run gen`, and look at what it changed';

  let tasks: readonly ListedTask[] = [];

  beforeAll(async () => {
    const names = packages
      .filter(({ folder }) => folder.startsWith('packages/task-plugins/'))
      .map((p) => p.manifest.name);
    const found = names.map(async (packageName) => {
      const plugin = pluginOf(await import(packageName), packageName);
      return (plugin.tasks ?? []).map((task) => ({ task, packageName }));
    });
    tasks = (await Promise.all(found)).flat();
  });

  it('docs/tasks.md tells of every task', async () => {
    expect(tasks.length).toBeGreaterThan(10);
    await expect(tasksPage(tasks), stale).toMatchFileSnapshot(join(root, 'docs/tasks.md'));
  });

  it('README.md lists every task', async () => {
    await expect(withPart(read('README.md'), 'tasks', shortTable(tasks)), stale).toMatchFileSnapshot(
      join(root, 'README.md'),
    );
  });

  it('names a recipe only with tasks that exist', () => {
    const names = tasks.map(({ task }) => task.name);
    const unknown = tasks.flatMap(({ task }) =>
      Object.values(task.trainedOn ?? {})
        .flat()
        .filter((t) => !names.includes(t)),
    );
    expect(unknown).toEqual([]);
  });
});
