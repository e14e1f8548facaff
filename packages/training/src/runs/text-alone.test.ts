// Masked-language modelling alone, as a stage: what it counts, what it keeps, and that a cut-off one goes on the same.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { loadCheckpoint, readSafetensors, saveCheckpoint } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter } from '../fixtures/cut-off.ts';
import { smallBase, weightsHash } from '../fixtures/small-base.ts';
import { nli, words } from '../fixtures/small-tasks.ts';
import { maskedLanguageModelling } from '../graphs/mlm-task.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';
import { countSteps } from './step-draw.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const text: Example<'mlm'>[] = Array.from({ length: 50 }, (_, i) => ({
  text: `the ${word(i)} is ${word(i + 4)}`,
  gold: null,
}));

let root: string;
let base: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-text-'));
  base = await smallBase(
    join(root, 'base'),
    text.map((line) => line.text),
  );
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const request = (folder: string, more: Partial<TrainRequest> = {}, fields: RecipeFields = {}): TrainRequest => ({
  from: base,
  data: [],
  beside: { examples: text, share: 1 },
  head: 'new',
  recipe: recipe({ batchSize: 8, epochs: 3, learningRate: 1e-3, saveSteps: 5, dropout: 0.1, ...fields }),
  ...{ seed: 3, backend: cpu(), threads: 1 },
  folder: join(root, folder),
  ...more,
});
const model = (folder: string) => join(root, folder, 'model/model.safetensors');
const hash = (folder: string) => weightsHash(join(root, folder));

describe('text alone', () => {
  test('is passed over once an epoch, as a plan counts', async () => {
    const outcome = await train(request('epochs'));
    expect(outcome.steps).toBe(21);
    expect(countSteps([{ batches: 7, weight: 1 }], request('').recipe, 3)).toBe(21);
    expect(outcome).toMatchObject({
      sampled: [{ task: 'mlm', steps: 21, examples: 150 }],
      maskedHead: 'checkpoint',
      selection: { by: 'last', rows: null },
    });
    expect(outcome.cut.length).toBe(1);
  });

  test('ends where training on it as a task does, with its head', async () => {
    await train(request('alone'));
    const data = [{ task: maskedLanguageModelling, examples: text }];
    const { beside: _, ...rest } = request('as a task', { data, head: 'keep' });
    await train(rest);
    expect(await hash('alone')).toBe(await hash('as a task'));
    const names = [...(await readSafetensors(model('alone'))).keys()];
    expect(names.filter((name) => name.startsWith('lm_head.')).length).toBeGreaterThan(0);
    const config: unknown = JSON.parse(await readFile(join(root, 'alone/model/config.json'), 'utf8'));
    expect(config).toMatchObject({ architectures: ['XLMRobertaForMaskedLM'] });
  });

  test('starts a head where the checkpoint has none, and a task goes on from what it leaves', async () => {
    const { architecture, config, weights } = await loadCheckpoint(base);
    const headless = join(root, 'headless');
    const kept = [...weights].filter(([name]) => !name.startsWith('lm_head.'));
    await saveCheckpoint(headless, kept, { architecture, config, head: 'none' });
    await (await Tokenizer.load(base)).save(headless);
    const outcome = await train(request('fresh', { from: headless, head: 'keep' }, { maxSteps: 4 }));
    expect(outcome.maskedHead).toBe('fresh');
    const examples = text.map(({ text: words }, i) => ({ text: words, gold: i % 2 }));
    const next = request('next', { from: join(root, 'fresh/model'), data: [{ task: nli, examples }] }, { maxSteps: 3 });
    const { beside: _, ...alone } = next;
    expect((await train(alone)).steps).toBe(3);
  });

  test('is not trained on with a head whose decoder is not the token embeddings', async () => {
    const { architecture, config, weights } = await loadCheckpoint(base);
    const untied = join(root, 'untied');
    await saveCheckpoint(untied, [...weights], { architecture, config, head: 'mlm' });
    await (await Tokenizer.load(base)).save(untied);
    const file = join(untied, 'config.json');
    const said = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...said, tie_word_embeddings: false }));
    await expect(train(request('of an untied head', { from: untied }))).rejects.toThrow('tie_word_embeddings');
    // A task draws a head of its own.
    const examples = text.map(({ text: words }, i) => ({ text: words, gold: i % 2 }));
    const { beside: _, ...alone } = request('of its encoder', { from: untied, data: [{ task: nli, examples }] });
    expect((await train({ ...alone, recipe: { ...alone.recipe, maxSteps: 2 } })).steps).toBe(2);
  });

  test.each([
    { name: 'on the host', backend: cpu(), after: 12 },
    { name: 'on a device', backend: { ...cpu(), training: { state: 'device' as const } }, after: 24 },
    { name: 'several steps a run', backend: { ...cpu(), training: { state: 'loop' as const, steps: 3 } }, after: 5 },
  ])('cut off and taken up again ends bit-identical, $name', async ({ name, backend, after }) => {
    await train(request(`whole ${name}`, { backend }));
    await killAfter(request(`parts ${name}`, { backend }), after);
    const { resumedAt } = await train(request(`parts ${name}`, { backend }));
    expect(resumedAt).toBeGreaterThan(0);
    expect(await hash(`parts ${name}`)).toBe(await hash(`whole ${name}`));
  });

  test('has all steps, and beside a task neither all nor none', async () => {
    const examples = text.map(({ text: words }, i) => ({ text: words, gold: i % 2 }));
    const data = [{ task: nli, examples }];
    const { beside: _, ...nothing } = request('refused');
    await expect(train(nothing)).rejects.toThrow(/there is neither a task nor text/);
    await expect(train(request('refused', { beside: { examples: text, share: 0.5 } }))).rejects.toThrow(
      /there is no task, and the text has a share of 0.5/,
    );
    await expect(train(request('refused', { data }))).rejects.toThrow(/the text beside the tasks has a share of 1/);
  });
});
