import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { noteBegun } from '../store/begun.ts';
import { openStore, type Store } from '../store/store.ts';
import { checkStore } from './check-store.ts';
import { prunable, prune } from './prune-store.ts';
import { bytesOf, storeContents } from './store-contents.ts';

const both = `intermediates: [none, stories]
targets: [xclaims]
languages: [de]
arms: [zero-shot, intermediate]
recipe: { all: { batchSize: 16, epochs: 1 } }
`;

/** A store with all stages of a study, whose models are there; then the study is another one that keeps none. */
async function filled(folder: string): Promise<{ store: Store; plan: Plan }> {
  const store = openStore(join(folder, 'store'));
  const plan = await tinyPlan(folder, both);
  await using runner = new StageRunner(
    tinyCatalog(),
    new TinySource(folderOf(plan)),
    majorityEngine(),
    tinyTranslators(),
  );
  for (const stage of plan.stages)
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
  await store.savePlan(
    await tinyPlan(folder, both.replace('[none, stories]', '[none]').replace(', intermediate', '')),
    '',
  );
  return { store, plan };
}

describe('what lies in a store', () => {
  it('is listed by stage and study with its sizes, and what no study needs is found, shown and removed', async () => {
    await using folder = await scratch();
    const { store, plan } = await filled(folder.path);
    const begun = plan.stages[0];
    if (!begun) throw new Error('there is a stage');
    const writer = await store.begin('e'.repeat(64));
    if (writer.busy) throw new Error('nobody has it');
    await noteBegun(writer.folder, { ...begun, key: 'e'.repeat(64) });
    await mkdir(join(writer.folder, 'checkpoint'));
    await writeFile(join(writer.folder, 'checkpoint/state'), 'x'.repeat(1000));
    await mkdir(join(store.folder, 'damaged', begun.key), { recursive: true });
    await writeFile(join(store.folder, 'damaged', begun.key, 'state'), 'x');
    const stages = await storeContents(store);
    expect(stages.map(({ title, state, studies }) => [title, state, studies.join()])).toEqual([
      ['claims → xclaims test (de), seed 1', 'complete', 'tiny'],
      ['claims, seed 1', 'complete', 'tiny'],
      ['stories → claims → xclaims test (de), seed 1', 'complete', ''],
      ['stories → claims, seed 1', 'complete', ''],
      [begun.title, 'complete', ''],
      [begun.title, 'running', ''],
    ]);
    const [evaluated, trained] = stages;
    expect([evaluated?.bytes.models, evaluated && evaluated.bytes.predictions > 500]).toEqual([0, true]);
    expect(trained && [trained.bytes.models > 20, trained.bytes.logs > 500, trained.bytes.checkpoints]).toEqual([
      ...[true, true, 0],
    ]);
    const found = await prunable(store);
    const kinds = found.map(({ what, title }) => `${what} ${title}`);
    expect(kinds).toEqual([
      'model claims, seed 1',
      'stage stories → claims → xclaims test (de), seed 1',
      'stage stories → claims, seed 1',
      'stage stories, seed 1',
      'damaged null',
    ]);
    // Shown, and all is there.
    expect(await storeContents(store)).toEqual(stages);
    const freed = await Promise.all(found.map((one) => prune(store, one)));
    expect(freed.map((bytes) => bytes > 0)).toEqual([true, true, true, true, true]);
    // One is being written.
    const partial = { key: 'e'.repeat(64), title: begun.title, what: 'partial', bytes: 1 } as const;
    expect([await prunable(store), await prune(store, partial)]).toEqual([[], 0]);
    await writer.release();
    const [last, ...more] = await prunable(store);
    expect([last?.what, last && last.bytes > 1000, more]).toEqual(['partial', true, []]);
    if (last) await prune(store, last);
    expect(existsSync(writer.folder)).toBe(false);
    const left = await storeContents(store);
    expect(left.map(({ title, dropped }) => [title, dropped])).toEqual([
      ['claims → xclaims test (de), seed 1', false],
      ['claims, seed 1', true],
    ]);
    expect(bytesOf(left[1]?.bytes ?? { models: 1, checkpoints: 1, predictions: 1, logs: 1 })).toBeGreaterThan(500);
    expect(await prunable(store)).toEqual([]);
    expect(
      await checkStore(
        store,
        left.map(({ key }) => key),
      ),
    ).toEqual([]);
  });

  it('is left alone beside the study that is named, and where a plan cannot be read', async () => {
    await using folder = await scratch();
    const { store } = await filled(folder.path);
    expect((await prunable(store, 'tiny')).map(({ what, title }) => `${what} ${title}`)).toEqual([
      'model claims, seed 1',
    ]);
    await mkdir(join(store.folder, 'studies/other'));
    await writeFile(join(store.folder, 'studies/other/plan.json'), '{');
    await expect(prunable(store)).rejects.toThrow('studies/other/plan.json');
  });

  it('is not removed where a study was planned meanwhile that has it', async () => {
    await using folder = await scratch();
    const { store, plan } = await filled(folder.path);
    const begun = plan.stages.find(({ title }) => title === 'stories, seed 1');
    if (!begun) throw new Error('there is a stage');
    const found = (await prunable(store)).filter(({ what }) => what === 'stage');
    expect(found.map(({ title }) => title)).toContain('stories → claims → xclaims test (de), seed 1');
    // As of a stage that was begun when the first study ran, and is gone on with by the second.
    await rename(store.stageFolder(begun.key), `${store.stageFolder(begun.key)}.partial`);
    await store.savePlan({ ...plan, study: { ...plan.study, name: 'later' } }, '');
    for (const one of found) expect(await prune(store, one)).toBe(0);
    const { key, title } = begun;
    expect(await prune(store, { key, title, what: 'partial', bytes: 1 })).toBe(0);
    expect(existsSync(`${store.stageFolder(key)}.partial`)).toBe(true);
    expect((await store.keys()).size).toBe(plan.stages.length - 1);
  });

  it('is checked file by file, and what is damaged is named with its remedy', async () => {
    await using folder = await scratch();
    const { store, plan } = await filled(folder.path);
    const keys = plan.stages.map(({ key }) => key);
    expect(await checkStore(store, keys)).toEqual([]);
    const [trained, evaluated] = ['train', 'evaluate'].map((kind) => plan.stages.find((stage) => stage.kind === kind));
    await writeFile(join(store.stageFolder(trained?.key ?? ''), 'model/majority.json'), '{}');
    await writeFile(join(store.stageFolder(evaluated?.key ?? ''), 'stage.json'), '{}');
    const damaged = await checkStore(store, keys);
    expect(damaged.map(({ key }) => key)).toEqual([trained?.key, evaluated?.key]);
    expect(damaged[0]?.problem).toContain('is not the one that the stage "stories, seed 1" made');
    for (const { problem } of damaged) expect(problem).toContain('Remove the folder');
    expect((await storeContents(store)).find(({ key }) => key === evaluated?.key)?.state).toBe('damaged');
  });
});
