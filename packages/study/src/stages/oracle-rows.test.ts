// Which labelled rows of the language select: of those that are held out so many as the recipe says, by chance.
import { join } from 'node:path';
import { heldOutOfDraws } from '@stopover/data';
import type { TrainRequest } from '@stopover/training';
import { describe, expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTables, tinyTranslators } from '../fixtures/tiny-world.ts';
import { openStore } from '../store/store.ts';
import { StageRunner } from './stage-runner.ts';

const rows = { task: 'sorted', language: 'de' };
const sorted = Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, text: `${i}`, gold: i < 100 ? 0 : 1 }));

describe('some of the rows that are held out', () => {
  it('are taken by chance, and not from the beginning of a file, which may be sorted', async () => {
    const all = await heldOutOfDraws(rows, sorted, null);
    const few = await heldOutOfDraws(rows, sorted, null, 10);
    expect([all.length, few.length]).toEqual([40, 10]);
    expect(all).toEqual(expect.arrayContaining(few));
    expect(new Set(few.map((i) => sorted[i]?.gold))).toEqual(new Set([0, 1]));
    expect(await heldOutOfDraws(rows, sorted, null, 20)).toEqual(expect.arrayContaining(few));
  });

  it('are so many beside those that a file draws', async () => {
    const few = await heldOutOfDraws(rows, sorted, null, 10);
    const ids = few.slice(0, 4).map(String);
    const left = await heldOutOfDraws(rows, sorted, { k: 4, buckets: 1, ids }, 10);
    expect(left).toHaveLength(10);
    expect(left.filter((i) => ids.includes(String(i)))).toEqual([]);
  });
});

it('a stage selects on so many, and one that takes all has the key that it had', async () => {
  await using folder = await scratch();
  const selecting = async (most: number) => {
    const yaml = `targets: [xclaims]\nlanguages: [de]\nselection: oracle\nallowOracle: true\nrecipe: { all: { selectionExamples: ${most} } }\n`;
    const plan = await tinyPlan(folder.path, yaml);
    const [stage] = plan.stages;
    if (stage?.kind !== 'train') throw new Error('English is trained first');
    const asked: TrainRequest[] = [];
    const engine = majorityEngine();
    const noting = {
      ...engine,
      train: (request: TrainRequest) => engine.train(asked[asked.push(request) - 1] ?? request),
    };
    const source = new TinySource(folderOf(plan), tinyTables());
    await using runner = new StageRunner(tinyCatalog(), source, noting, tinyTranslators());
    const store = openStore(join(folder.path, `store ${most}`));
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
    return { selectOn: stage.selectOn, ids: asked[0]?.select?.examples.map(({ id }) => id) };
  };
  // Of 24 rows that are not skipped five are held out.
  const all = await selecting(5);
  expect(all.selectOn).not.toHaveProperty('most');
  expect(all.ids).toHaveLength(5);
  const some = await selecting(3);
  expect(some.selectOn).toMatchObject({ kind: 'oracle', most: 3 });
  expect(some.ids).toHaveLength(3);
  expect(some.ids).not.toEqual(all.ids?.slice(0, 3));
});
