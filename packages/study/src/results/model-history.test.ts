// The history of one model that several studies of a store have.
import { join } from 'node:path';
import type { Evaluator } from '@stopover/training';
import { expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Plan } from '../records/plan.ts';
import type { Engine } from '../stages/engine.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore, type Store } from '../store/store.ts';
import { readModelHistory } from './model-history.ts';

/** Is right about every row in capitals, as the translator leaves them, and about no other. */
function knowsTranslations(): Engine {
  const engine = majorityEngine();
  const evaluator = (): Evaluator => {
    const own = engine.evaluator();
    return {
      async evaluate(request) {
        const outcome = await own.evaluate(request);
        const texts = request.data.examples.map((example) => JSON.stringify(example));
        const predictions = outcome.predictions.map((one, i) => ({
          ...one,
          prediction: texts[i]?.includes('TEST') ? one.gold : Number(one.gold === 0),
        }));
        return { ...outcome, predictions };
      },
      [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
    };
  };
  return { ...engine, evaluator };
}

const study = 'targets: [xclaims]\nlanguages: [de]\nrecipe: { all: { batchSize: 16, epochs: 1 } }\n';
const zeroShot = `${study}arms: [zero-shot]\n`;
const translateTest = `${study}arms: [translate-test]\ntranslators: { shout: { use: shouting } }\ntranslateWith: shout\n`;

async function run(store: Store, plan: Plan): Promise<void> {
  const source = new TinySource(folderOf(plan));
  await using runner = new StageRunner(tinyCatalog(), source, knowsTranslations(), tinyTranslators());
  for (const stage of plan.stages)
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
  await store.savePlan(plan, study);
}

const named = (plan: Plan, name: string): Plan => ({ ...plan, study: { ...plan.study, name } });
const trained = ({ stages }: Plan): string => stages.find(({ kind }) => kind === 'train')?.key ?? '';

/** The same trainings, each test under another key with so many of its rows. */
function limited(plan: Plan, limit: number): Plan {
  const other = (key: string) => key.replace(/^./, (sign) => (sign === '0' ? '1' : '0'));
  const stages = plan.stages.map((stage) =>
    stage.kind === 'evaluate'
      ? { ...stage, key: other(stage.key), data: stage.data.map((table) => ({ ...table, limit })) }
      : stage,
  );
  const cells = plan.cells.map((cell) => ({ ...cell, stage: other(cell.stage) }));
  return { ...plan, study: { ...plan.study, limit }, stages, cells };
}

it('a score on the translated test is not the model’s own, whichever study comes first, and is planned all the same', async () => {
  await using folder = await scratch();
  const store = openStore(join(folder.path, 'store'));
  const translated = named(await tinyPlan(folder.path, translateTest), 'a');
  const plain = named(await tinyPlan(folder.path, zeroShot), 'b');
  const key = trained(plain);
  expect(trained(translated)).toBe(key);
  await run(store, translated);
  expect(await readModelHistory(store, key)).toMatchObject({ studies: ['a'], evaluations: [], unplanned: 0 });
  await run(store, plain);
  const { studies, evaluations, unplanned, notices } = await readModelHistory(store, key);
  expect([studies, unplanned, notices]).toEqual([['a', 'b'], 0, []]);
  const scores = evaluations.map(({ cells }) => cells.map(({ arm, scores: own }) => [arm, own.accuracy]));
  expect(scores).toEqual([[['zero-shot', 0]]]);
});

it('a score on the whole test stands before one on a part of it, and what no study has is counted', async () => {
  await using folder = await scratch();
  const store = openStore(join(folder.path, 'store'));
  const plan = await tinyPlan(folder.path, zeroShot);
  const key = trained(plan);
  await run(store, named(limited(plan, 4), 'a'));
  const part = await readModelHistory(store, key);
  expect(part.evaluations[0]?.cells[0]?.ids.length).toBeLessThanOrEqual(4);
  expect(part.notices).toEqual([expect.stringContaining('--limit 4')]);
  await run(store, named(plan, 'b'));
  const { evaluations, notices, unplanned } = await readModelHistory(store, key);
  expect(evaluations.map(({ cells }) => cells.map(({ ids }) => ids.length))).toEqual([[10]]);
  expect([notices, unplanned]).toEqual([[], 0]);
  // As when its study was removed.
  await store.savePlan({ ...named(limited(plan, 4), 'a'), stages: plan.stages, cells: plan.cells }, study);
  expect(await readModelHistory(store, key)).toMatchObject({ unplanned: 1 });
});

it('scores on test and on development rows of a target stand apart', async () => {
  await using folder = await scratch();
  const store = openStore(join(folder.path, 'store'));
  const onTest = named(await tinyPlan(folder.path, zeroShot), 'a');
  const onDevelopment = named(
    await tinyPlan(folder.path, zeroShot.replace('[xclaims]', '[{ task: xclaims, split: validation }]')),
    'b',
  );
  expect(trained(onTest)).toBe(trained(onDevelopment));
  for (const plan of [onTest, onDevelopment]) await run(store, plan);
  const { evaluations } = await readModelHistory(store, trained(onTest));
  expect(evaluations.map(({ target }) => target.split)).toEqual(['test', 'validation']);
});

it('scores under other lengths stand apart, and a part of the test does not take the place of the whole under others', async () => {
  await using folder = await scratch();
  const store = openStore(join(folder.path, 'store'));
  const plan = await tinyPlan(folder.path, zeroShot);
  const part = limited(plan, 4);
  const longer = part.stages.map((stage) =>
    stage.kind === 'evaluate' ? { ...stage, recipe: { ...stage.recipe, maxLength: 512 } } : stage,
  );
  await run(store, named({ ...part, stages: longer }, 'a'));
  await run(store, named(plan, 'b'));
  const { evaluations } = await readModelHistory(store, trained(plan));
  expect(evaluations.map(({ setting, cells }) => [setting.maxLength, cells[0]?.ids.length])).toEqual([
    [512, 4],
    [256, 10],
  ]);
});

it('names the state of a test that was scored, and not the one that another study has planned with', async () => {
  await using folder = await scratch();
  const store = openStore(join(folder.path, 'store'));
  const scored = named(await tinyPlan(folder.path, zeroShot), 'a');
  const later = (reference: Plan['references'][number]) => ({ ...reference, revision: 'f'.repeat(40) });
  const [{ revision = null } = {}] = scored.references.filter(({ task }) => task === 'xclaims');
  await run(store, scored);
  await run(store, {
    ...named(scored, 'b'),
    stages: scored.stages.filter(({ kind }) => kind === 'train'),
    ...{ cells: [], jobs: [], references: scored.references.map(later) },
  });
  const { references } = await readModelHistory(store, trained(scored));
  expect(references.find(({ task }) => task === 'xclaims')?.revision).toBe(revision);
  expect(revision).not.toBe('f'.repeat(40));
});
