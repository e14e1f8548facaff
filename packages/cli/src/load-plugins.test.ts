import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './fixtures/folder.ts';
import { loadPlugins, pluginsOfPackage } from './load-plugins.ts';
import { defaultPlugins } from './plugins.ts';

const manifest = (fields: object) =>
  JSON.stringify({ name: '@lab/stopover-x', version: '1.0.0', type: 'module', ...fields });

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
    await folder.write(
      'node_modules/@lab/stopover-x/plugin.js',
      'export default { name: "@lab/stopover-x", tasks: [] };',
    );
    const loaded = await loadPlugins([{ names: ['@lab/stopover-x'], from: `${folder.path}/studies` }]);
    expect(loaded.at(-1)?.name).toBe('@lab/stopover-x');
  });

  it('that are a file beside the study are found', async () => {
    await using folder = await temporaryFolder();
    await folder.write('own.mjs', 'export default { name: "own" };');
    expect((await loadPlugins([{ names: ['./own.mjs'], from: folder.path }])).at(-1)?.name).toBe('own');
  });

  it('are refused by name when they are not installed', async () => {
    await using folder = await temporaryFolder();
    const loading = loadPlugins([{ names: ['@lab/stopover-y'], from: folder.path }]);
    await expect(loading).rejects.toMatchObject({
      exitCode: 2,
      problem: { where: 'plugin @lab/stopover-y', remedy: expect.stringContaining('npm install @lab/stopover-y') },
    });
  });

  it('are refused by name when importing them fails or gives no plugin', async () => {
    await using folder = await temporaryFolder();
    await folder.write('broken.mjs', 'throw new Error("no device");');
    await folder.write('empty.mjs', 'export const x = 1;');
    const load = (name: string) => loadPlugins([{ names: [name], from: folder.path }]);
    await expect(load('./broken.mjs')).rejects.toThrow('plugin ./broken.mjs: importing the package failed: no device.');
    await expect(load('./empty.mjs')).rejects.toThrow('the package has no default export made by definePlugin()');
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
