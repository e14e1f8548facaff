import { join } from 'node:path';
import { pluginOf } from '@stopover/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { roomsOf } from '../checks/rooms.ts';
import { packages, read, root } from '../checks/workspace.ts';
import { architecturePicture } from './architecture-picture.ts';
import { armsTable } from './arm-pages.ts';
import { claimsTable } from './claim-pages.ts';
import { pluginVersions } from './plugin-versions.ts';
import { type ListedTask, shortTable, tasksPage, withPart } from './task-pages.ts';

// `npm run gen` runs this file with -u, which writes the pages and a source; here they are compared.
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

  it('docs/arms.md lists every arm', async () => {
    await expect(withPart(read('docs/arms.md'), 'arms', armsTable()), stale).toMatchFileSnapshot(
      join(root, 'docs/arms.md'),
    );
  });

  it('docs/claims.md lists every claim with its rule', async () => {
    await expect(withPart(read('docs/claims.md'), 'claims', claimsTable()), stale).toMatchFileSnapshot(
      join(root, 'docs/claims.md'),
    );
  });

  it('docs/pictures/architecture.svg shows the table of layers', async () => {
    const picture = architecturePicture(roomsOf(read('docs/architecture.md')));
    await expect(picture, stale).toMatchFileSnapshot(join(root, 'docs/pictures/architecture.svg'));
  });

  it('packages/cli/src/init/versions.ts has the versions that new plugins ask for', async () => {
    const path = join(root, 'packages/cli/src/init/versions.ts');
    await expect(pluginVersions(), stale).toMatchFileSnapshot(path);
  });

  it('names a recipe only with tasks that exist', () => {
    const names = tasks.map(({ task }) => task.name);
    const unknown = tasks.flatMap(({ task }) =>
      Object.values(task.trainingTasks ?? {})
        .flat()
        .filter((t) => !names.includes(t)),
    );
    expect(unknown).toEqual([]);
  });
});
