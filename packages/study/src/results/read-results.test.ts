// What a report is handed of each item and each run, from stages that were run.
import { join } from 'node:path';
import { defineMetric, defineTask, type PairCounts } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { accuracy, TinySource, tinyCatalog, tinyTables, tinyTasks, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Cell, Results } from '../records/results.ts';
import type { Engine } from '../stages/engine.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore } from '../store/store.ts';
import { readResults } from './read-results.ts';

const about = { summary: 'Is it so?', paper: 'https://example.org/paper', license: 'CC0-1.0' };
const revision = '0123456789abcdef0123456789abcdef01234567';

/** Three rows of one story: the place of the row is in its text. */
const stories = defineTask({
  ...{ name: 'stories-of-three', kind: 'classification', role: 'target', about },
  source: { repo: 'tiny/stories-of-three', revision, splits: { validation: 'validation', test: 'test' } },
  languages: { en: 'en', de: 'de' },
  head: { labels: ['yes', 'no'] },
  trainingTasks: { default: ['claims'] },
  parallel: true,
  metrics: [accuracy],
  row: z.object({ text: z.string(), label: z.int() }),
  example: ({ text, label }) => {
    const place = Number(text.split(' ').at(-1));
    return { text, gold: Math.max(0, label), group: `${text.split(' ')[0]} story ${Math.floor(place / 3)}` };
  },
});

/** Counts the words that are tagged as names. */
const names = defineMetric<'tagging'>({
  name: 'f1',
  range: [0, 100],
  score: (pairs) => {
    const { tp, fp, fn } = countsOf(pairs);
    const sum = (of: Int32Array) => of.reduce((a, b) => a + b, 0);
    return (200 * sum(tp)) / (2 * sum(tp) + sum(fp) + sum(fn));
  },
  counts: (pairs) => countsOf(pairs),
});

function countsOf(pairs: readonly { gold: readonly string[]; prediction: readonly string[] }[]): PairCounts {
  const count = (is: (gold: boolean, found: boolean) => boolean) =>
    Int32Array.from(
      pairs,
      ({ gold, prediction }) => gold.filter((tag, i) => is(tag === 'N', prediction[i] === 'N')).length,
    );
  return {
    tp: count((gold, found) => gold && found),
    fp: count((gold, found) => !gold && found),
    fn: count((gold, found) => gold && !found),
  };
}

const tags = (name: string, role: 'intermediate' | 'target') =>
  defineTask({
    ...{ name, kind: 'tagging', role, about },
    source: {
      repo: `tiny/${name}`,
      revision,
      splits: role === 'target' ? { test: 'test' } : { train: 'train', validation: 'validation' },
    },
    languages: role === 'target' ? { de: 'de' } : { default: 'en' },
    head: { labels: ['N', 'O'] },
    ...(role === 'target' && { trainingTasks: { default: ['tags'] } }),
    metrics: [names],
    row: z.object({ words: z.array(z.string()), tags: z.array(z.string()) }),
    example: ({ words, tags: gold }) => ({ words, gold }),
  });

const more = [stories, tags('tags', 'intermediate'), tags('xtags', 'target')];

/** Every third sentence has no name. */
const sentences = Array.from({ length: 12 }, (_, i) => ({
  words: ['Ada', 'saw', 'Bo'],
  tags: i % 3 === 2 ? ['O', 'O', 'O'] : ['N', 'O', i % 2 ? 'N' : 'O'],
}));

const cellsOf = async (yaml: string, engine?: Engine): Promise<readonly Cell[]> =>
  (await resultsOf(yaml, engine)).cells;

async function resultsOf(yaml: string, engine: Engine = majorityEngine()): Promise<Results> {
  await using folder = await scratch();
  const tables = tinyTables([...tinyTasks, ...more]);
  for (const place of ['tags default train', 'tags default validation', 'xtags de test'])
    tables.set(`tiny/${place}`, sentences);
  const plan = await tinyPlan(folder.path, yaml, more, 'model: tiny/base', tables);
  const source = new TinySource(folderOf(plan), tables);
  const store = openStore(join(folder.path, 'store'));
  await using runner = new StageRunner(tinyCatalog(more), source, engine, tinyTranslators());
  const options = { bases: basesOf(plan), backend: noDevice, version: 'test' };
  for (const stage of plan.stages) await runner.run(stage, store, options);
  return await readResults(store, { ...plan, study: { ...plan.study, backend: 'auto' } });
}

const quick = 'recipe: { all: { batchSize: 16, epochs: 1 } }\n';

it('names what computed the stages, not what was asked for by who planned last', async () => {
  expect((await resultsOf(`targets: [xclaims]\nlanguages: [de]\n${quick}`)).study.backend).toBe(noDevice.name);
});

describe('a cell', () => {
  it('has the cluster of each item, one array for all cells, and the same in parallel languages', async () => {
    const cells = await cellsOf(`targets: [stories-of-three]\nlanguages: [en, de]\nseeds: [1, 2]\n${quick}`);
    const groups = Array.from({ length: 12 }, (_, i) => `${3 * Math.floor(i / 3)}`);
    expect(cells.map((cell) => cell.groups)).toEqual([groups, groups, groups, groups]);
    for (const language of ['en', 'de']) {
      const [one, other] = cells.filter((cell) => cell.language === language);
      expect(one?.groups).toBe(other?.groups);
      expect(one?.ids).toBe(other?.ids);
    }
  });

  it('has its labels, its chance and the losses of the training before it', async () => {
    const [cell] = await cellsOf(`targets: [xclaims]\nlanguages: [de]\n${quick}`);
    expect(cell?.labels).toEqual({ answered: { 0: 10 }, gold: { 0: 7, 1: 3 } });
    expect(cell?.chance).toBe(50);
    expect(cell?.losses).toEqual([1, 1 / 2, 1 / 3]);
    expect(cell?.groups).toBeUndefined();
  });

  it.each([
    ['english', { task: 'claims', score: 61.5 }],
    ['oracle', undefined],
  ] as const)('has the score of its model on %s development rows: %o', async (kind, development) => {
    const real = majorityEngine();
    const rows = { kind, task: 'claims', language: kind === 'english' ? 'en' : 'de', examples: 24 };
    const selecting: Engine = {
      ...real,
      train: async (request) => ({
        ...(await real.train(request)),
        selection: { by: 'best', rows, averaged: null },
        selectionScore: 61.5,
      }),
    };
    const [cell] = await cellsOf(`targets: [xclaims]\nlanguages: [de]\n${quick}`, selecting);
    expect(cell?.development).toEqual(development);
  });

  it('has what a corpus F1 is made of, which gives the score', async () => {
    const [cell] = await cellsOf(`targets: [xtags]\nlanguages: [de]\n${quick}`);
    const { counts, items, scores } = cell ?? {};
    if (!counts) throw new Error('there are no counts');
    expect(items).toBeNull();
    const sum = (of: ArrayLike<number>) => Array.from(of).reduce((a, b) => a + b, 0);
    const [tp, fp, fn] = [sum(counts.tp), sum(counts.fp), sum(counts.fn)];
    expect(tp).toBeGreaterThan(0);
    expect(fp + fn).toBeGreaterThan(0);
    expect((200 * tp) / (2 * tp + fp + fn)).toBeCloseTo(scores?.f1 ?? Number.NaN, 9);
  });
});

describe('the results of a study', () => {
  it('say of which targets the validation rows are scored, and what was read, by its bytes', async () => {
    await using folder = await scratch();
    const yaml = 'targets: [{ task: stories-of-three, split: validation }, xclaims]\nlanguages: [de]\n';
    const plan = await tinyPlan(folder.path, `${yaml}${quick}`, more);
    const { notices, inputs } = await readResults(openStore(join(folder.path, 'store')), plan);
    expect(notices).toEqual(['Of stories-of-three the validation rows are scored, and not the test.']);
    expect(inputs?.tables.map(({ task, split, language }) => `${task} ${split} ${language}`)).toEqual([
      ...['claims train en', 'claims validation en', 'stories-of-three validation de', 'xclaims test de'],
    ]);
    expect(inputs?.models).toEqual([{ id: 'tiny/base', hash: plan.models[0]?.hash }]);
  });
});
