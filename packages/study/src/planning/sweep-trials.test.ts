import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTaskOf } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { noDevice } from '../fixtures/majority-engine.ts';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTasks, tinyTranslators } from '../fixtures/tiny-world.ts';
import { stageDetails } from '../inspection/stage-details.ts';
import { StudyObserver } from '../inspection/study-observer.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { thisMachine } from '../stages/machine.ts';
import { openStore, type Store } from '../store/store.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';
import { openChoices, settledPlan, trialsOf } from './settled-plan.ts';

const text = (more: string, recipe = '') => `name: tiny
model: tiny/base
intermediates: [none, stories, { name: both, mixture: [stories, quiz] }, { name: stories-shuffled, task: stories, labels: shuffled }]
targets: [xclaims, { task: xcause, training: [cause, social-cause] }, pairs]
languages: [de]
arms: [zero-shot, intermediate, target-shots]
shots: [5]
buckets: 1
seeds: [1, 2]
recipe: { base: jiant, all: { evalSteps: 5 }${recipe} }
${more}`;

const sweep = `sweep:
  over:
    target: { learningRate: [1.0e-5, 3.0e-5], epochs: [2, 3] }
    intermediate: { learningRate: [1.0e-5, 2.0e-5] }
`;

/** Plans studies of one tiny world over one store. */
async function world(folder: string, tasks = tinyCatalog()) {
  const source = new TinySource(await tinyModel(folder));
  const store = openStore(join(folder, 'store'));
  const plan = (yaml: string): Promise<Plan> =>
    planStudy(parseStudy(yaml, join(folder, 'tiny.yaml')), {
      ...{ models: tinyModels, tasks, source, store },
      ...{ translators: tinyTranslators(), engineVersion: 'test-1' },
    });
  return { store, plan };
}

/** Keeps a stage as if a model of it had scored so on development rows. */
async function made(store: Store, stage: Stage, score: number | null, kind: 'english' | 'oracle' = 'english') {
  const writer = await store.begin(stage.key);
  if (writer.busy) throw new Error('the stage is taken');
  await mkdir(join(writer.folder, 'model'));
  await writeFile(join(writer.folder, 'model', 'config.json'), '{}');
  const now = new Date().toISOString();
  await writer.complete({
    format: 1,
    stage,
    made: { version: 'test', ...thisMachine(), backend: noDevice.name, threads: 1, startedAt: now, finishedAt: now },
    ...{ seconds: 1, steps: 1, examplesSeen: 1, truncated: 0, cut: [], skipped: [] },
    outcome: {
      selection: { by: 'best', rows: { kind, task: 'claims', language: 'en', examples: 30 }, averaged: null },
      ...{ selectedStep: 1, selectionScore: score, finalLoss: 1, resumedAt: 0 },
    },
  });
}

const keys = (stages: readonly { readonly key: string }[]) => stages.map(({ key }) => key).sort();

describe('a study with a sweep', () => {
  it('plans its trials first, and keeps of the grid what no choice is missing for', async () => {
    await using folder = await scratch();
    const { plan } = await world(folder.path);
    const whole = await plan(text(sweep));
    const choices = whole.sweep?.choices ?? [];
    expect(choices.map(({ role, name, training }) => [role, name, training].join(' '))).toEqual([
      'intermediate stories ',
      'target xclaims default',
      'target xcause cause',
      'target xcause social-cause',
    ]);
    expect(choices[0]).toMatchObject({ controls: ['stories-shuffled'], chosen: null, metric: 'accuracy' });
    expect(choices[1]?.candidates.map(({ fields }) => fields)).toEqual([
      { learningRate: 1e-5, epochs: 2 },
      { learningRate: 1e-5, epochs: 3 },
      { learningRate: 3e-5, epochs: 2 },
      { learningRate: 3e-5, epochs: 3 },
    ]);
    expect(whole.sweep?.asWritten).toEqual([{ name: 'both', why: 'no development rows speak for a mixture' }]);
    const trials = trialsOf(whole);
    // Three targets' trainings of four candidates, one intermediate of two; the chain has a stage before each of its four.
    expect(trials?.stages.length).toBe(3 * 4 + 2 + 4);
    expect(trials?.stages.every(({ kind }) => kind === 'train')).toBe(true);
    expect(trials?.stages.some(({ title }) => title === 'claims (learningRate 3e-5, epochs 2), seed 1')).toBe(true);
    expect(trials?.cells).toEqual([]);
    const settled = settledPlan(whole);
    // Retrieval trains nothing, and has nothing to wait for where no swept intermediate stands before it.
    expect(new Set(settled.cells.map(({ target }) => target))).toEqual(new Set(['pairs']));
    expect(new Set(settled.cells.map(({ intermediate }) => intermediate))).toEqual(new Set(['none', 'both']));
    expect(keys(settled.stages)).toEqual(expect.arrayContaining(keys(trials?.stages ?? [])));
    expect(settled.cells.length).toBeLessThan(whole.cells.length);
  });

  it('gives the grid the very stages of a study that writes the chosen recipe out', async () => {
    await using folder = await scratch();
    const { plan, store } = await world(folder.path);
    const trials = trialsOf(await plan(text(sweep)));
    const scores = new Map([
      ['claims (learningRate 3e-5, epochs 2), seed 1', 70],
      // Of equals the first is taken.
      ['claims (learningRate 3e-5, epochs 3), seed 1', 70],
      ['cause (learningRate 1e-5, epochs 3), seed 1', 61],
      ['stories (learningRate 2e-5), seed 1', 81],
    ]);
    for (const stage of trials?.stages ?? []) await made(store, stage, scores.get(stage.title) ?? 50);
    const swept = await plan(text(sweep));
    expect(openChoices(swept)).toEqual([]);
    expect(swept.sweep?.choices.map(({ chosen }) => chosen)).toEqual([1, 2, 1, 0]);
    const written = text('')
      .replace('none, stories,', 'none, { name: stories, task: stories, recipe: { learningRate: 2.0e-5 } },')
      .replace('labels: shuffled }', 'labels: shuffled, recipe: { learningRate: 2.0e-5 } }');
    const of = (cells: Plan['cells'], target: string, training: string) =>
      cells
        .filter((cell) => cell.target === target && cell.training === training)
        .map(({ stage, ...cell }) => [cell, stage]);
    for (const [target, training, recipe] of [
      ['xclaims', 'default', '{ learningRate: 3.0e-5, epochs: 2 }'],
      ['xcause', 'cause', '{ learningRate: 1.0e-5, epochs: 3 }'],
      ['xcause', 'social-cause', '{ learningRate: 1.0e-5, epochs: 2 }'],
      ['pairs', '', '{}'],
    ] as const) {
      const own = target === 'pairs' ? '' : `, training: ${training}`;
      const targets = `targets: [{ task: ${target}${own}, recipe: ${recipe} }]`;
      const hand = await plan(written.replace(/^targets: .*$/m, targets));
      expect(of(hand.cells, target, training).length).toBeGreaterThan(0);
      expect(of(swept.cells, target, training)).toEqual(of(hand.cells, target, training));
    }
    // The trial that was chosen is the grid's own training of the first seed, and is called by no candidate.
    const [, claims] = swept.sweep?.choices ?? [];
    const chosen = claims?.candidates[2]?.trials[0]?.stage;
    // It is found under both names, and says what it was.
    await store.savePlan(swept, '');
    for (const named of ['claims, seed 1', 'claims (learningRate 3e-5, epochs 2), seed 1']) {
      const details = await stageDetails(store, named);
      expect(details.standing).toMatchObject({ key: chosen, title: 'claims, seed 1' });
      const tried = { study: 'tiny', training: 'xclaims', candidate: 'learningRate 3e-5, epochs 2', of: 4 };
      expect(details.trials).toEqual([{ ...tried, chosen: true }]);
    }
    const loser = await stageDetails(store, 'claims (learningRate 1e-5, epochs 2), seed 1');
    expect(loser.trials).toMatchObject([{ candidate: 'learningRate 1e-5, epochs 2', chosen: false }]);
    const moment = await new StudyObserver(store, 'tiny').look();
    expect(moment.trials.get(chosen ?? '')).toBe(70);
    expect(swept.stages.find(({ key }) => key === chosen)?.title).toBe('claims, seed 1');
    expect(
      swept.stages.some(
        ({ kind, ...stage }) =>
          kind === 'evaluate' && 'from' in stage && JSON.stringify(stage.from).includes(chosen ?? '-'),
      ),
    ).toBe(true);
  });

  it('keeps the choice once it is made, and chooses again for other candidates with the trials there are', async () => {
    await using folder = await scratch();
    const { plan, store } = await world(folder.path);
    const one = text(sweep)
      .replace(/^targets: .*$/m, 'targets: [xclaims]')
      .replace(/ {4}intermediate: .*\n/, '');
    for (const stage of trialsOf(await plan(one))?.stages ?? [])
      await made(store, stage, stage.title.includes('3e-5, epochs 3') ? 70 : 60);
    const [choice] = (await plan(one)).sweep?.choices ?? [];
    expect(choice).toMatchObject({ chosen: 3, rows: { task: 'claims', language: 'en', examples: 30 } });
    const [file] = await readdir(join(store.folder, 'sweeps'));
    expect(file).toBe(`${choice?.key}.json`);
    const path = join(store.folder, 'sweeps', file ?? '');
    const record = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...record, chosen: 1 }));
    expect((await plan(one)).sweep?.choices[0]?.chosen).toBe(1);
    await writeFile(path, '{');
    await expect(plan(one)).rejects.toThrow(/sweeps.*damaged.*Remove/s);
    const wider = await plan(one.replace('[1.0e-5, 3.0e-5]', '[1.0e-5, 3.0e-5, 5.0e-5]'));
    const left: string[] = [];
    for (const { key, title } of trialsOf(wider)?.stages ?? []) if (!(await store.find(key))) left.push(title);
    expect(left).toEqual([
      'claims (learningRate 5e-5, epochs 2), seed 1',
      'claims (learningRate 5e-5, epochs 3), seed 1',
    ]);
  });

  it('takes the mean over its seeds, leaves a score that is no number behind, and never takes other rows', async () => {
    await using folder = await scratch();
    const { plan, store } = await world(folder.path);
    const rates = (list: string, seeds = '[1, 2]') =>
      text(`sweep: { seeds: ${seeds}, over: { target: { learningRate: [${list}] } } }\n`).replace(
        /^targets: .*$/m,
        'targets: [xclaims]',
      );
    const of = { '1e-5), seed 1': 60, '1e-5), seed 2': 70, '3e-5), seed 1': 69, '3e-5), seed 2': 55 };
    for (const stage of trialsOf(await plan(rates('1.0e-5, 3.0e-5')))?.stages ?? [])
      await made(store, stage, Object.entries(of).find(([end]) => stage.title.endsWith(end))?.[1] ?? 0);
    const [choice] = (await plan(rates('1.0e-5, 3.0e-5'))).sweep?.choices ?? [];
    expect([choice?.chosen, choice?.candidates.map(({ score }) => score)]).toEqual([0, [65, 62]]);
    for (const stage of trialsOf(await plan(rates('4.0e-5, 3.0e-5', '[1]')))?.stages ?? [])
      if (!(await store.find(stage.key))) await made(store, stage, null);
    expect((await plan(rates('4.0e-5, 3.0e-5', '[1]'))).sweep?.choices[0]?.chosen).toBe(1);
    for (const stage of trialsOf(await plan(rates('6.0e-5, 3.0e-5', '[1]')))?.stages ?? [])
      if (!(await store.find(stage.key))) await made(store, stage, 99, 'oracle');
    await expect(plan(rates('6.0e-5, 3.0e-5', '[1]'))).rejects.toThrow('not scored on English development rows');
  });

  it('chooses the lowest score where the metric says that this is the best', async () => {
    await using folder = await scratch();
    const tasks = tinyTasks.map((task) => {
      if (task.name !== 'claims' || !isTaskOf(task, 'classification')) return task;
      return { ...task, metrics: [{ ...task.metrics[0], name: 'errors', range: [100, 0] as const }] as const };
    });
    const { plan, store } = await world(folder.path, new Catalog('task', tasks));
    const yaml = text('sweep: { over: { target: { learningRate: [1.0e-5, 3.0e-5, 5.0e-5] } } }\n');
    const one = yaml.replace(/^targets: .*$/m, 'targets: [xclaims]');
    const scores = [40, 20, 60];
    for (const [i, stage] of (trialsOf(await plan(one))?.stages ?? []).entries())
      await made(store, stage, scores[i] ?? 0);
    expect((await plan(one)).sweep?.choices).toMatchObject([{ metric: 'errors', chosen: 1 }]);
  });

  it.each([
    ['xtreme', 'xquiz', 'target', 'its model is kept by select: last'],
    ['jiant', 'pairs', 'target', 'no cell of the grid has a training of a target'],
  ])('of the recipe %s refuses to sweep what %s has no score for', async (base, target, role, said) => {
    await using folder = await scratch();
    const { plan } = await world(folder.path);
    const yaml = `name: tiny\nmodel: tiny/base\ntargets: [${target}]\nrecipe: ${base}\nsweep: { over: { ${role}: { epochs: [1, 2] } } }\n`;
    const error = await plan(yaml).catch((reason: unknown) => reason);
    expect(String(error)).toContain(said);
    expect(String(error)).toContain(`line 5, sweep.over.${role}`);
  });
});
