import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;
/** Keys of the study's stages, by their titles. */
let keys: ReadonlyMap<string, string>;

beforeAll(async () => {
  build();
  world = await smallWorld();
  const source = ['--mirror', world.mirror];
  expect(await command('run', 'study.yaml', ...source)).toMatchObject({ status: 0 });
  const { stages } = JSON.parse((await command('plan', 'study.yaml', ...source, '--json')).stdout);
  keys = new Map(stages.map(({ title, key }: { title: string; key: string }) => [title, key]));
}, 300_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const command = (...args: string[]) => stopoverHere(args, { cwd: world.folder.path });
const keyOf = (title: string) => keys.get(title) ?? '';
const path = (...parts: string[]) => join(world.folder.path, ...parts);

describe('a stage that run made', { timeout: 120_000 }, () => {
  it('is found by export and finetune without naming the store', async () => {
    const trained = keyOf('copa, seed 1').slice(0, 10);
    // Of a mirror, which the plan does not say the place of.
    const unsaid = await command('export', '--stage', trained, '--out', 'out');
    expect(unsaid).toMatchObject({ status: 2, stderr: expect.stringContaining('no mirror was named') });
    const exported = await command('export', '--stage', trained, '--out', 'out', '--mirror', world.mirror, '--json');
    expect(JSON.parse(exported.stdout)).toMatchObject({
      model: path('runs/small/stages', keyOf('copa, seed 1'), 'model'),
    });
    const init = ['--init', trained, '--task', 'copa', '--mirror', world.mirror];
    const tuned = await command('finetune', ...init, '--recipe', 'study.yaml', '--json');
    expect(tuned).toMatchObject({ status: 0 });
    expect(JSON.parse(tuned.stdout)).toMatchObject({ task: 'copa', interrupted: false });
  });

  it('is not taken beside a model, and one of the two is', async () => {
    const tune = (...args: readonly string[]) =>
      command('finetune', '--task', 'copa', '--mirror', world.mirror, '--out', 'neither', ...args);
    const trained = keyOf('copa, seed 1').slice(0, 10);
    const both = await tune('--init', trained, '--model', './model');
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('--model and --init: both were given') });
    expect(await tune()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--model and --init: neither was given'),
    });
  });

  it('is the same stage in two stores, and is looked for in all of them', async () => {
    expect(await command('run', 'study.yaml', '--mirror', world.mirror, '--store', 'runs/again')).toMatchObject({
      status: 0,
    });
    const trained = keyOf('copa, seed 1').slice(0, 10);
    const twice = await command('export', '--stage', trained, '--out', 'twice', '--mirror', world.mirror);
    expect(twice).toMatchObject({ status: 0 });
    const none = await command('export', '--stage', '0123', '--out', 'none');
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining(path('runs/again')) });
    expect(none.stderr).toContain(path('runs/small'));
    expect(none.stderr).toMatch(/no complete stage starts with "0123"\. .*--store/);
  });

  it('is not taken where it has no model, or is no key', async () => {
    const evaluation = [...keys].find(([title]) => title.includes('test'))?.[1] ?? '';
    for (const option of [
      ['export', '--stage'],
      ['finetune', '--task', 'copa', '--init'],
    ]) {
      const of = (key: string) => command(...option, key, '--mirror', world.mirror, '--out', 'refused');
      expect(await of(evaluation)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('has no model. Take the'),
      });
      expect(await of('../small')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('not the key of a stage'),
      });
    }
  });
});

describe('a store that is not there', () => {
  it('is said with what is in its place', async () => {
    await writeFile(path('file'), '');
    await symlink('nowhere', path('dangling'));
    await mkdir(path('empty'), { recursive: true });
    const report = (folder: string) => command('report', folder);
    expect(await report('file')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is no folder, where one'),
    });
    expect(await report('dangling')).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no such') });
    expect(await report('empty')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no study in this'),
    });
    expect(await report('runs')).toMatchObject({ status: 2, stderr: expect.stringContaining('Name one: runs/') });
    for (const folder of ['empty', 'runs/small/stages'])
      expect(await command('store', folder, '--verify')).toMatchObject({
        ...{ status: 2, stdout: '' },
        stderr: expect.stringContaining('it is no store: there is no study in this folder'),
      });
    const stage = async (store: string) =>
      (await command('export', '--stage', 'ab', '--store', store, '--out', 'x')).stderr;
    expect(await stage('empty')).toMatch(/no study was run in this folder.*runs\/<name of the study>/);
    expect(await stage('nowhere')).toContain('there is no such file or folder');
  });

  it('is not left by the name of a study', async () => {
    for (const name of ['../studies/small', '../../secret', '.', '']) {
      expect(await command('report', `runs/small#${name}`)).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/there is no study "/),
      });
    }
  });
});
