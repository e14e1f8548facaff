import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, env as transformers } from '@xenova/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld, studyText } from '../fixtures/small-study.ts';

let world: SmallWorld;
/** Keys of the small study's one training and its evaluation. */
const keys = { train: '', evaluate: '' };

beforeAll(async () => {
  build();
  world = await smallWorld();
  const study = studyText
    .replace('[zero-shot, intermediate, target-shots]\nshots: [10]\nbuckets: 1', '[zero-shot]')
    .replace('[none, copa]', '[none]')
    .replace('[sw, tr]', '[sw]');
  await world.folder.write('study.yaml', study);
  const args = ['study.yaml', '--mirror', world.mirror, '--store', 'store'];
  expect(await stopoverHere(['run', ...args], { cwd: world.folder.path })).toMatchObject({ status: 0 });
  const planned: unknown = JSON.parse(
    (await stopoverHere(['plan', ...args, '--json'], { cwd: world.folder.path })).stdout,
  );
  for (const { kind, key } of stagesOf(planned)) if (kind in keys) Object.assign(keys, { [kind]: key });
}, 300_000);

afterAll(() => world?.[Symbol.asyncDispose]());

const stagesOf = (plan: unknown): { readonly kind: string; readonly key: string }[] =>
  typeof plan === 'object' && plan !== null && 'stages' in plan && Array.isArray(plan.stages) ? plan.stages : [];

const command = (...args: string[]) => stopoverHere(args, { cwd: world.folder.path });
const exported = (...args: string[]) => command('export', '--store', 'store', ...args);
const filesIn = async (folder: string) =>
  (await readdir(join(world.folder.path, folder), { recursive: true })).filter((name) => name !== 'onnx').sort();
const tokenizerFiles = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json'];

describe('stopover export', { timeout: 120_000 }, () => {
  it('copies the checkpoint of a stage, which then gives the same scores', async () => {
    // The study did not keep it: nothing waited for it any more.
    const model = join(world.folder.path, 'store/stages', keys.train, 'model');
    expect(existsSync(model)).toBe(false);
    const asFolder = await exported('--model', `store/stages/${keys.train}`, '--out', 'refused');
    expect(asFolder).toMatchObject({ status: 2, stderr: expect.stringContaining(`--stage ${keys.train} --out DIR`) });
    const asked = ['--stage', keys.train.slice(0, 12), '--out', 'copied', '--mirror', world.mirror, '--json'];
    const { status, stdout, stderr } = await exported(...asked);
    expect([status, stderr]).toEqual([0, 'The model of "mnli, seed 1" was dropped: it is made again.\n']);
    expect(await exported(...asked)).toMatchObject({ status: 0, stdout, stderr: '' });
    const files = ['README.md', 'config.json', 'model.safetensors', ...tokenizerFiles];
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(world.folder.path, 'copied') });
    expect(await filesIn('copied')).toEqual(files);
    const scores = async (model: string) => {
      const args = ['--model', model, '--task', 'xnli', '--languages', 'sw', '--mirror', world.mirror, '--json'];
      const document: object = JSON.parse((await command('evaluate', ...args, '--recipe', 'study.yaml')).stdout);
      return { ...document, model: '' };
    };
    expect(await scores('copied')).toEqual(await scores(`store/stages/${keys.train}`));
  });

  it('writes a model card with the scores of the store, and leaves one that was edited', async () => {
    const path = join(world.folder.path, 'copied/README.md');
    const card = await readFile(path, 'utf8');
    const scores: unknown = JSON.parse(
      await readFile(join(world.folder.path, 'store/stages', keys.evaluate, 'scores.json'), 'utf8'),
    );
    const front: unknown = parse(card.split('---\n')[1] ?? '');
    expect(front).toMatchObject({
      ...{ license: 'unknown', language: ['en', 'sw'], library_name: 'transformers', datasets: ['nyu-mll/multi_nli'] },
      pipeline_tag: 'text-classification',
      'model-index': [{ name: 'mnli, seed 1', results: [{ dataset: { type: 'facebook/xnli', config: 'sw' } }] }],
    });
    const [, accuracy] = /"value":([\d.]+)/.exec(JSON.stringify(front)) ?? [];
    expect(scores).toMatchObject({
      languages: { sw: { scores: { accuracy: expect.closeTo(Number(accuracy), 2) } } },
    });
    expect(card).toMatch(/\| xnli \| sw \| accuracy \| test \| [\d.]+ \| \\\[[\d.]+, [\d.]+\\\] \| 33.3 \| 40 \|/);
    for (const words of [keys.train, 'MultiNLI terms', 'learningRate: 0.001', '## Not for'])
      expect(card).toContain(words);
    await writeFile(path, `${card}My own words.\n`);
    const again = await exported('--stage', keys.train, '--out', 'copied', '--mirror', world.mirror);
    expect(again).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('is another card: it was left as it is.'),
    });
    expect(again.stdout).not.toContain('README.md');
    expect(await readFile(path, 'utf8')).toBe(`${card}My own words.\n`);
  });

  it('writes a model that Transformers.js runs, with the bound of its length and the names of its labels', async () => {
    const done = await exported('--model', `store/stages/${keys.train}`, '--out', 'exported', '--onnx');
    expect(done).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('onnx/model.onnx') });
    expect(await filesIn('exported')).toEqual(['README.md', 'config.json', 'onnx/model.onnx', ...tokenizerFiles]);
    const config = await readFile(join(world.folder.path, 'exported/tokenizer_config.json'), 'utf8');
    expect(JSON.parse(config)).toMatchObject({ model_max_length: 128 });
    transformers.allowRemoteModels = false;
    transformers.localModelPath = world.folder.path;
    const classify = await pipeline('text-classification', 'exported', { device: 'cpu' });
    const long = Array.from({ length: 300 }, () => 'word').join(' ');
    for (const { label } of (await classify(['a few words', long])).flat()) {
      expect(['entailment', 'neutral', 'contradiction']).toContain(label);
    }
  });

  it('refuses what cannot be exported, says what to do, and writes nothing', async () => {
    const unfinished = 'f'.repeat(64);
    await mkdir(join(world.folder.path, 'store/stages', `${unfinished}.partial`));
    const refused = [
      [['--stage', '0123'], 'no complete stage starts with "0123". Take the key from `stopover plan'],
      [['--stage', 'ffff'], 'stage ffffffffffff is not finished. Run its study again'],
      [
        ['--stage', keys.evaluate],
        `is an evaluation and has no model. Take the model that it scored: ${keys.train.slice(0, 12)}`,
      ],
      [[], 'neither was given. Name a stage or a model folder.'],
      [['--stage', keys.train, '--model', 'model'], 'both were given.'],
      [['--model', 'nowhere'], 'nowhere'],
    ] as const;
    for (const [args, words] of refused) {
      const { status, stdout, stderr } = await exported(...args, '--out', 'refused');
      expect({ args, status: status === 0, stdout }).toEqual({ args, status: false, stdout: '' });
      expect(stderr).toContain(words);
    }
    for (const args of [['--stage', '0123'], ['--stage', keys.evaluate], []]) {
      expect((await exported(...args, '--out', 'refused')).status).toBe(2);
    }
    await rm(join(world.folder.path, 'store/stages', `${unfinished}.partial`), { recursive: true });
    await expect(filesIn('refused')).rejects.toThrow('ENOENT');
  });

  it('refuses a head without weights or a layout, and the folder of the model itself', async () => {
    // The small model is a language model that came without its head.
    const headless = await exported('--model', 'model', '--out', 'headless', '--onnx');
    expect(headless).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no tensor lm_head.') });
    const own = await exported('--model', 'model', '--out', 'model');
    expect(own).toMatchObject({ status: 2, stderr: expect.stringContaining("the model's own folder") });
  });
});

describe('stopover store', { timeout: 120_000 }, () => {
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await command('store', 'store', ...args, '--json')).stdout);

  it('lists stages with their studies and sizes, and every file is what its record says', async () => {
    const { status, stdout } = await command('store', 'store', '--verify');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^mnli, seed 1 +${keys.train.slice(0, 8)} +complete +small `, 'm'));
    expect(stdout).toMatch(/^study +stages +models/m);
    expect(stdout).toContain('Every file is the one that its record tells of.');
    expect(await json()).toMatchObject({
      stages: expect.arrayContaining([expect.objectContaining({ key: keys.train })]),
    });
  });

  it('names the file that is another one', async () => {
    const path = join(world.folder.path, 'store/stages', keys.evaluate, 'scores.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text} `);
    const { status, stdout } = await command('store', 'store', '--verify');
    await writeFile(path, text);
    expect(status).toBe(1);
    expect(stdout).toContain(`${keys.evaluate}/scores.json`);
    expect(stdout).not.toContain('Every file');
  });

  it('shows what no study needs, and removes it when it is told to', async () => {
    // Export made it again; nothing waits for it.
    const model = join(world.folder.path, 'store/stages', keys.train, 'model');
    expect(existsSync(model)).toBe(true);
    const shown = await command('store', 'store', '--prune');
    expect(shown.stdout).toMatch(/^mnli, seed 1 .*a model that nothing waits for/m);
    expect(shown.stdout).toMatch(/^1 thing, .*Nothing was removed: --yes removes it\.$/m);
    expect(existsSync(model)).toBe(true);
    expect(await json('--prune', '--yes')).toMatchObject({
      removed: true,
      prunable: [{ what: 'model', key: keys.train }],
    });
    expect(existsSync(model)).toBe(false);
    expect((await command('store', 'store', '--prune')).stdout).toContain('There is nothing that no study needs.');
    expect((await command('store', 'store', '--verify')).status).toBe(0);
  });

  it('asks for --prune with --yes, for a store, and for a study that it has', async () => {
    expect(await command('store', 'store', '--yes')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--prune'),
    });
    expect(await command('store', 'nowhere')).toMatchObject({ status: 2, stderr: expect.stringContaining('nowhere') });
    expect(await command('store', 'store#other')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('other'),
    });
  });
});
