// Which model a stage keeps: means of checkpoints against the runs that end there, and rows of each type.
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { type LanguageRows, oracleDev, type SelectionRows, translatedDev } from '@stopover/data';
import { readSafetensors } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter, stopAfter } from '../fixtures/cut-off.ts';
import { smallBase, weightsHash } from '../fixtures/small-base.ts';
import { nli, words } from '../fixtures/small-tasks.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { Progress, TrainRequest } from './requests.ts';
import { Selection } from './selection.ts';
import { averagedSteps } from './snapshots.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const examples: Example<'classification'>[] = Array.from({ length: 60 }, (_, i) => ({
  text: word(i * 7),
  pair: word(i % 2 === 0 ? i * 7 : i * 7 + 5),
  gold: i % 2,
}));
const english: LanguageRows<'en'> = { task: nli, examples: examples.slice(0, 20), language: 'en' };
const german: LanguageRows<'de'> = { ...english, language: 'de' };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-selection-'));
  await smallBase(
    join(root, 'base'),
    examples.map((example) => `${example.text} ${word(3)}`),
  );
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

// A rate that does not depend on the number of steps: a shorter run is the beginning of a longer one.
const request = (folder: string, fields: RecipeFields = {}, more: Partial<TrainRequest> = {}): TrainRequest => ({
  from: join(root, 'base/model'),
  data: [{ task: nli, examples: examples.slice(0, 40) }],
  head: 'new',
  recipe: recipe({
    ...{ maxSteps: 14, batchSize: 4, learningRate: 3e-3, schedule: 'constant', warmupSteps: 2, weightDecay: 0.1 },
    ...{ saveSteps: 5, evalSteps: 4, dropout: 0.1, select: 'average', averagedCheckpoints: 4 },
    ...fields,
  }),
  ...{ seed: 3, backend: cpu(), threads: 1 },
  folder: join(root, folder),
  ...more,
});
const model = (folder: string) => join(root, folder, 'model/model.safetensors');
const hash = (folder: string) => weightsHash(join(root, folder));
const logOf = async (folder: string) => {
  const lines = (await readFile(join(root, folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line): Progress => JSON.parse(line));
};

const backends = [
  { name: 'on the host', backend: cpu(), after: 12 },
  { name: 'on a device', backend: { ...cpu(), training: { state: 'device' as const } }, after: 24 },
  { name: 'several steps a run', backend: { ...cpu(), training: { state: 'loop' as const, steps: 8 } }, after: 6 },
];

describe('an average', () => {
  test('is over steps that are known beforehand, evenly spaced up to the last', () => {
    expect(averagedSteps(100)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(averagedSteps(14, 4)).toEqual([4, 7, 11, 14]);
    expect(averagedSteps(3)).toEqual([1, 2, 3]);
  });

  test.each(backends)('equals the mean of the runs that end at its steps, $name', async ({ name, backend }) => {
    const { selection, selectedStep } = await train(request(`average ${name}`, {}, { backend }));
    expect(selection).toEqual({ by: 'average', rows: null, averaged: [4, 7, 11, 14] });
    expect(selectedStep).toBe(14);
    const members: Awaited<ReturnType<typeof readSafetensors>>[] = [];
    for (const step of [4, 7, 11, 14]) {
      const folder = `${name}, to ${step}`;
      await train(request(folder, { maxSteps: step, select: 'last' }, { backend }));
      members.push(await readSafetensors(model(folder)));
    }
    const mean = await readSafetensors(model(`average ${name}`));
    expect([...mean.keys()]).toEqual([...(members[0]?.keys() ?? [])]);
    for (const [tensor, { data }] of mean) {
      data.forEach((x, i) => {
        const wanted = members.reduce((sum, member) => sum + (member.get(tensor)?.data[i] ?? Number.NaN), 0) / 4;
        if (!(Math.abs(x - wanted) <= 1.2e-7 * Math.max(1e-3, Math.abs(wanted))))
          expect.fail(`${tensor}[${i}]: ${x}, ${wanted}`);
      });
    }
  });

  test('names its steps in the log, and leaves nothing but the model', async () => {
    await train(request('log'));
    expect((await logOf('log')).flatMap(({ step, snapshot }) => (snapshot ? [step] : []))).toEqual([4, 7, 11, 14]);
    expect((await readdir(join(root, 'log'))).sort()).toEqual(['log.jsonl', 'model']);
  });

  test.each(backends)('cut off and taken up again ends bit-identical, $name', async ({ name, backend, after }) => {
    await train(request(`whole ${name}`, {}, { backend }));
    await killAfter(request(`parts ${name}`, {}, { backend }), after);
    const { resumedAt } = await train(request(`parts ${name}`, {}, { backend }));
    expect(resumedAt).toBeGreaterThan(0);
    expect(await hash(`parts ${name}`)).toBe(await hash(`whole ${name}`));
  });

  test('does not go on from a checkpoint whose snapshot is damaged', async () => {
    const notes: string[] = [];
    const stage = request('damaged', {}, { onNote: (line) => notes.push(line) });
    await train(request('undamaged'));
    await stopAfter(stage, 11);
    expect((await readdir(join(stage.folder, 'average'))).sort()).toEqual(['11', '4', '7']);
    await truncate(join(stage.folder, 'average/11/weights.safetensors'), 100);
    const { resumedAt } = await train(stage);
    expect(resumedAt).toBe(10);
    expect(notes).toEqual([expect.stringContaining('of the snapshot of step 11, weights.safetensors is not what')]);
    expect(await hash('damaged')).toBe(await hash('undamaged'));
  });
});

describe('the best', () => {
  const low = [100, 0] as const;
  const none = Number.NaN;
  test.each([
    {
      of: 'the highest score, the first of equals',
      range: [0, 100] as const,
      scores: [40, 60, 60, 50],
      step: 2,
      stale: 2,
    },
    { of: 'the lowest, where that is the better one', range: low, scores: [60, 40, 40, 50], step: 2, stale: 2 },
    { of: 'no score that is no number', range: [0, 100] as const, scores: [none, 40, none, 30], step: 2, stale: 2 },
    { of: 'none where there is no number', range: low, scores: [none, none], step: undefined, stale: 2 },
  ])('is $of', async ({ of, range, scores, step, stale }) => {
    const task: typeof nli = { ...nli, metrics: [{ ...nli.metrics[0], range }] };
    const selection = new Selection(request(of, { select: 'best' }, { select: { ...english, task } }));
    for (const [i, score] of scores.entries()) {
      await selection.note(i + 1, score, async (to) => {
        await mkdir(to, { recursive: true });
        await writeFile(join(to, 'weights'), String(score));
      });
    }
    expect([selection.best?.step, selection.stale]).toEqual([step, stale]);
  });
});

describe('rows of a type that the recipe asks for', () => {
  test.each([
    { by: 'best' as const, rows: english, kind: 'english', scoredOn: undefined },
    { by: 'translated' as const, rows: translatedDev(german), kind: 'translated', scoredOn: 'translated' },
    { by: 'oracle' as const, rows: oracleDev(german), kind: 'oracle', scoredOn: 'oracle' },
  ])('select the best on them, and are named: $by', async ({ by, rows, kind, scoredOn }) => {
    const outcome = await train(request(by, { select: by }, { select: rows }));
    const { language } = rows;
    expect(outcome.selection).toEqual({
      by,
      rows: { kind, task: nli.name, language, examples: 20 },
      averaged: null,
    });
    const scored = (await logOf(by)).filter(({ score }) => score !== undefined);
    expect(scored.map(({ step }) => step)).toEqual([4, 8, 12, 14]);
    expect(new Set(scored.map((line) => line.scoredOn))).toEqual(new Set([scoredOn]));
    const best = Math.max(...scored.map(({ score = 0 }) => score));
    expect(outcome.selectionScore).toBe(best);
    expect(outcome.selectedStep).toBe(scored.find(({ score }) => score === best)?.step);
    expect(outcome.selectCut?.examples).toBe(20);
  });

  test.each([
    { select: 'best' as const, rows: oracleDev(german), said: /select: best: it wants english .* oracle ones/ },
    { select: 'best' as const, rows: translatedDev(german), said: /it wants english .* translated ones/ },
    { select: 'translated' as const, rows: english, said: /it wants translated .* english ones/ },
    { select: 'translated' as const, rows: oracleDev(german), said: /it wants translated .* oracle ones/ },
    { select: 'oracle' as const, rows: english, said: /it wants oracle .* english ones/ },
    { select: 'oracle' as const, rows: undefined, said: /it wants oracle .* and none were given/ },
    { select: 'last' as const, rows: oracleDev(german), said: /it looks at no rows, and oracle ones/ },
    { select: 'average' as const, rows: translatedDev(german), said: /it looks at no rows, and translated ones/ },
  ])('and no others: $select, $said', async ({ select, rows, said }) => {
    await expect(train(request('refused', { select }, rows && { select: rows }))).rejects.toThrow(said);
  });

  test('are told apart by the compiler', () => {
    // @ts-expect-error rows of another language are neither English, nor translated, nor asked for as an oracle
    const rows: SelectionRows = german;
    expect(rows.language).toBe('de');
  });
});
