// A study whose stages train adapters, as a person runs it: what the store keeps, and what can be made of it.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore, type StageRecord } from '@stopover/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

const study = `name: adapters
keep: all
model: ./model
intermediates: [none, copa, { name: whole, task: copa, recipe: { adapter: none } }]
targets: [xnli]
languages: [sw]
arms: [zero-shot, intermediate]
seeds: [1]
recipe:
  base: jiant
  all: { learningRate: 0.01, batchSize: 16, maxLength: 64, epochs: 1, select: last, adapter: { type: lora, rank: 2 } }
  target: { adapter: { type: lora, rank: 4, targetModules: all-linear, chain: merge } }
`;

let world: SmallWorld;
let records: readonly StageRecord[];
beforeAll(async () => {
  build();
  world = await smallWorld();
  await world.folder.write('adapters.yaml', study);
  const run = await command('run', 'adapters.yaml', '--mirror', world.mirror, '--store', 'store', '--json');
  expect(run.status, run.stderr).toBe(0);
  records = await openStore(join(world.folder.path, 'store')).records();
}, 300_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const command = (...args: string[]) => stopoverHere(args, { cwd: world.folder.path });
const modelOf = ({ stage }: StageRecord) => join(world.folder.path, 'store/stages', stage.key, 'model');
const trained = (title: string): StageRecord => {
  const found = records.find(({ stage }) => stage.kind === 'train' && stage.title === title);
  if (!found) throw new Error(`no ${title} in ${records.map(({ stage }) => stage.title).join('; ')}`);
  return found;
};
const scores = async (model: string): Promise<unknown> => {
  const args = ['--model', model, '--task', 'xnli', '--languages', 'sw', '--mirror', world.mirror, '--json'];
  const { status, stdout, stderr } = await command('evaluate', ...args, '--recipe', 'adapters.yaml');
  expect(status, stderr).toBe(0);
  return { ...JSON.parse(stdout), model: '' };
};

describe('a study with adapters', { timeout: 200_000 }, () => {
  it('keeps adapters by themselves, which say the same on every machine', async () => {
    const plain = trained('mnli, seed 1');
    expect((await readdir(modelOf(plain))).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
      'config.json',
    ]);
    const config = await readFile(join(modelOf(plain), 'adapter_config.json'), 'utf8');
    const base = 'from' in plain.stage && 'base' in plain.stage.from ? plain.stage.from.base : '';
    expect(JSON.parse(config)).toMatchObject({ r: 4, base_model_name_or_path: `../../../bases/${base}` });
    const whole = trained('whole, seed 1');
    expect(await readdir(modelOf(whole))).toContain('model.safetensors');
    const after = trained('whole → mnli, seed 1');
    expect(JSON.parse(await readFile(join(modelOf(after), 'adapter_config.json'), 'utf8'))).toMatchObject({
      base_model_name_or_path: `../../${whole.stage.key}/model`,
    });
    // What evaluates it waits for both: for the adapter, and for what it is added to.
    const tests = records.flatMap(({ stage }) =>
      stage.kind === 'evaluate' && 'stage' in stage.from ? [stage.from] : [],
    );
    expect(tests).toContainEqual({ stage: after.stage.key, on: { stage: whole.stage.key } });
    expect(tests).toContainEqual({ stage: trained('copa → mnli, seed 1').stage.key, on: { base } });
    expect((await command('store', 'store', '--verify')).status).toBe(0);
  });

  it('hands them out for PEFT, merged, and as what a training starts from', async () => {
    const chained = trained('copa → mnli, seed 1');
    const from = ['--store', 'store', '--stage', chained.stage.key];
    const adapter = await command('export', ...from, '--out', 'adapter', '--json');
    expect(adapter.status, adapter.stderr).toBe(0);
    expect(adapter.stderr).toContain('names the base model by its folder on this machine');
    const said: unknown = JSON.parse(await readFile(join(world.folder.path, 'adapter/adapter_config.json'), 'utf8'));
    expect(said).toMatchObject({ base_model_name_or_path: join(world.folder.path, 'model') });
    expect(await readdir(join(world.folder.path, 'adapter'))).toContain('tokenizer.json');
    const whole = await command('export', '--model', './model', '--out', 'whole', '--merge');
    expect(whole).toMatchObject({ status: 2, stderr: expect.stringContaining('--merge: ') });
    const merged = await command('export', ...from, '--out', 'merged', '--merge');
    expect(merged.status, merged.stderr).toBe(0);
    expect(await readdir(join(world.folder.path, 'merged'))).not.toContain('adapter_config.json');
    await world.folder.write('further.yaml', study.replace('rank: 2 }', 'rank: 2, chain: merge }'));
    expect(await scores('merged')).toEqual(await scores('adapter'));
    const init = ['--init', chained.stage.key, '--store', 'store', '--out', 'further', '--recipe', 'further.yaml'];
    const further = await command('finetune', '--task', 'copa', ...init, '--mirror', world.mirror, '--seed', '1');
    expect(further.status, further.stderr).toBe(0);
  });

  it('writes another model over an adapter, and not beside it, where the adapter would be read in its place', async () => {
    const asked = (title: string) => ['--store', 'store', '--stage', trained(title).stage.key];
    expect(await command('export', ...asked('mnli, seed 1'), '--out', 'over')).toMatchObject({ status: 0 });
    expect(await command('export', ...asked('whole, seed 1'), '--out', 'over')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('adapter_config.json, adapter_model.safetensors.'),
    });
    const again = await command('export', '--model', 'over', '--out', 'read', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ files: expect.arrayContaining(['model.safetensors']) });
    const bytes = (folder: string) => readFile(join(folder, 'model.safetensors'));
    expect(await bytes(join(world.folder.path, 'read'))).toEqual(await bytes(modelOf(trained('whole, seed 1'))));
  });

  it('hands nothing out that would be added to another base model than its own', async () => {
    const weights = join(world.folder.path, 'model/model.safetensors');
    const bytes = await readFile(weights);
    const changed = Uint8Array.from(bytes);
    changed.set([(changed.at(-2) ?? 0) ^ 1], changed.length - 2);
    await writeFile(weights, changed);
    const asked = ['--store', 'store', '--stage', trained('mnli, seed 1').stage.key, '--out', 'changed'];
    for (const form of [['--merge'], ['--onnx'], []])
      expect(await command('export', ...asked, ...form)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('the base model is not the one that the study was planned with'),
      });
    expect(existsSync(join(world.folder.path, 'changed'))).toBe(false);
    await writeFile(weights, bytes);
    expect(await command('export', ...asked, '--merge')).toMatchObject({ status: 0 });
  });

  it('makes what was dropped again, the whole model below an adapter too, and mends the way to the base model', async () => {
    const needed = study.replace('keep: all', 'keep: needed');
    await world.folder.write('adapters.yaml', needed);
    await rm(join(world.folder.path, 'store/bases'), { recursive: true });
    const plan = await command('plan', 'adapters.yaml', '--mirror', world.mirror, '--store', 'store');
    expect(plan.status, plan.stderr).toBe(0);
    expect((await command('store', 'store', '--prune', '--yes')).status).toBe(0);
    const [whole, after] = [trained('whole, seed 1'), trained('whole → mnli, seed 1')];
    expect([existsSync(modelOf(whole)), existsSync(modelOf(after))]).toEqual([false, false]);
    const args = ['--store', 'store', '--stage', after.stage.key, '--out', 'again', '--mirror', world.mirror];
    const { status, stderr } = await command('export', ...args);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('The model of "whole, seed 1" was dropped: it is made again.');
    expect(existsSync(join(modelOf(after), 'adapter_model.safetensors'))).toBe(true);
  });
});
