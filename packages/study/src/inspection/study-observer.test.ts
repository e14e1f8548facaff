import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore } from '../store/store.ts';
import { StudyObserver } from './study-observer.ts';

describe('a study that is looked at again and again', () => {
  it('has the score of an evaluation that was damaged, removed and made again', async () => {
    await using folder = await scratch();
    const yaml = 'targets: [xclaims]\nlanguages: [de]\nrecipe: { all: { batchSize: 16, epochs: 1 } }\n';
    const plan = await tinyPlan(folder.path, yaml);
    const store = openStore(join(folder.path, 'store'));
    await store.savePlan(plan, '');
    const source = new TinySource(folderOf(plan));
    await using runner = new StageRunner(tinyCatalog(), source, majorityEngine(), tinyTranslators());
    const run = async () => {
      const options = { bases: basesOf(plan), backend: noDevice, version: 'test' };
      for (const stage of plan.stages) await runner.run(stage, store, options);
    };
    await run();
    const evaluation = store.stageFolder(plan.cells[0]?.stage ?? '');
    await writeFile(join(evaluation, 'scores.json'), '{}');
    const observer = new StudyObserver(store, 'tiny');
    const seen = async () => (await observer.look()).scores.get(plan.cells[0]?.stage ?? '');
    expect(await seen()).toEqual(new Map());
    await rm(evaluation, { recursive: true });
    expect(await seen()).toBeUndefined();
    await run();
    expect([...((await seen())?.keys() ?? [])]).toEqual(['de']);
  });
});
