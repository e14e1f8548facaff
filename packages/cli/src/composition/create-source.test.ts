import { miniatureSource } from '@stopover/miniature';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/folder.ts';
import { createSource, type SourceChoice } from './create-source.ts';

const environment = {
  mirror: undefined,
  data: undefined,
  hubEndpoint: 'https://hub.invalid',
  hubCache: '/nowhere',
  hubToken: undefined,
  hubTokenPath: '/nowhere/token',
  hubOffline: true,
  hubLinks: true,
  proxies: undefined,
};

const choice = (fields: Partial<SourceChoice> = {}): SourceChoice => ({
  name: undefined,
  mirror: undefined,
  model: undefined,
  from: '/nowhere',
  environment,
  note: () => {},
  ...fields,
});

/** As the default plugins offer it. */
const offered = [miniatureSource()];

describe('the source', () => {
  it('is the hub, unless something says otherwise', async () => {
    expect((await createSource(choice(), [])).name).toBe('hub');
    expect((await createSource(choice({ model: 'miniature' }), offered)).name).toBe('miniature');
  });

  it('is a mirror when an option or the environment names one', async () => {
    await using folder = await temporaryFolder();
    const named = { ...environment, mirror: folder.path };
    expect((await createSource(choice({ mirror: folder.path, model: 'miniature' }), offered)).name).toBe('mirror');
    expect((await createSource(choice({ environment: named }), [])).name).toBe('mirror');
    expect((await createSource(choice({ environment: named, name: 'hub' }), [])).name).toBe('hub');
  });

  it('is refused by the option when it is not there', async () => {
    const mirror = createSource(choice({ mirror: '/nowhere/mirror' }), []);
    await expect(mirror).rejects.toThrow('--mirror /nowhere/mirror: there is no such folder.');
    await expect(createSource(choice({ name: 'hubb' }), offered)).rejects.toThrow('Known: hub, mirror, miniature.');
  });

  it('gives models of local folders, relative to where the study is', async () => {
    await using folder = await temporaryFolder();
    await folder.write('small/config.json', '{}');
    await folder.write('small/model.safetensors', 'x');
    await folder.write('small/tokenizer.json', '{}');
    const source = await createSource(choice({ from: folder.path }), []);
    expect(await source.model('./small')).toBe(`${folder.path}/small`);
    expect(await source.model('small')).toBe(`${folder.path}/small`);
    await expect(source.model('./smal')).rejects.toMatchObject({ exitCode: 2 });
    expect(await source.capabilities.tokenizer?.('small')).toBe(`${folder.path}/small`);
  });

  it('has what comes with a package, whichever source is read', async () => {
    const source = await createSource(choice(), offered);
    expect(source.name).toBe('hub');
    for (const id of ['miniature', 'stopover/miniature']) {
      expect(await source.model(id)).toMatch(/miniature/);
      expect(await source.capabilities.tokenizer?.(id)).toBe(await source.model(id));
    }
    expect(Object.keys(source.capabilities.bundled?.texts ?? {})).toEqual(['miniature']);
  });
});
