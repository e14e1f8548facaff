import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { installCore } from '../fixtures/install-core.ts';
import { loadApart } from '../fixtures/load-apart.ts';
import { loadPlugins, pluginsOfPackage } from './load-plugins.ts';
import { defaultPlugins } from './plugins.ts';

const manifest = (fields: object) =>
  JSON.stringify({ name: '@lab/stopover-x', version: '1.0.0', type: 'module', ...fields });

/** The module of a plugin that brings nothing. */
const plain = (name: string) =>
  `import { definePlugin } from '@stopover/core';\nexport default definePlugin({ name: '${name}' });`;

// A module outside the repository imports core as it is compiled.
beforeAll(build, 180_000);

describe('plugins', () => {
  it('are the default ones when nothing is named', async () => {
    const names = (await loadPlugins([])).map(({ name }) => name);
    expect(names).toEqual(Object.keys(defaultPlugins));
  });

  it.each([
    ['main', { main: './plugin.js' }],
    ['exports', { exports: './plugin.js' }],
    ['exports with a condition for require', { exports: { '.': { types: './plugin.d.ts', default: './plugin.js' } } }],
    ['exports for import only', { exports: { '.': { import: './plugin.js' } } }],
  ])('are found outside the repository by %s', async (_, fields) => {
    await using folder = await temporaryFolder();
    await folder.write('node_modules/@lab/stopover-x/package.json', manifest(fields));
    await installCore(folder.path);
    await folder.write('node_modules/@lab/stopover-x/plugin.js', plain('@lab/stopover-x'));
    const [loaded] = loadApart([[{ names: ['@lab/stopover-x'], from: `${folder.path}/studies` }]]);
    expect(loaded?.names?.at(-1)).toBe('@lab/stopover-x');
  });

  it('that are a file beside the study are found, and loaded once under several names', async () => {
    await using folder = await temporaryFolder();
    await installCore(folder.path);
    await folder.write('own.mjs', plain('own'));
    const named = [
      { names: ['./own.mjs', './x/../own.mjs', '@stopover/task-xnli'], from: folder.path },
      { names: ['../own.mjs'], from: `${folder.path}/studies` },
    ];
    expect(loadApart([named])[0]?.names).toEqual([...Object.keys(defaultPlugins), 'own']);
  });

  it('are refused by name when they are not installed', async () => {
    await using folder = await temporaryFolder();
    const loading = loadPlugins([{ names: ['@lab/stopover-y'], from: folder.path }]);
    await expect(loading).rejects.toMatchObject({
      exitCode: 2,
      problem: { where: 'plugin @lab/stopover-y', remedy: expect.stringContaining('npm install @lab/stopover-y') },
    });
  });
});

describe('the nearest package.json', () => {
  it('names plugins for the folders below it', async () => {
    await using folder = await temporaryFolder();
    await folder.write('package.json', JSON.stringify({ stopover: { plugins: ['@lab/stopover-x'] } }));
    await folder.write('studies/deep/study.yaml', '');
    expect(await pluginsOfPackage(`${folder.path}/studies/deep`)).toEqual({
      names: ['@lab/stopover-x'],
      from: folder.path,
    });
  });

  it('is refused when stopover.plugins is not a list of names', async () => {
    await using folder = await temporaryFolder();
    await folder.write('package.json', JSON.stringify({ stopover: { plugins: '@lab/stopover-x' } }));
    await expect(pluginsOfPackage(folder.path)).rejects.toThrow('package.json: stopover.plugins: this is not a list');
  });
});
