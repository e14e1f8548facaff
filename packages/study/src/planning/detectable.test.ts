import { join } from 'node:path';
import type { Evaluator } from '@stopover/training';
import { expect, it } from 'vitest';
import { majorityEngine, noDevice } from '../fixtures/majority-engine.ts';
import { basesOf, folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import type { Engine } from '../stages/engine.ts';
import { StageRunner } from '../stages/stage-runner.ts';
import { openStore } from '../store/store.ts';
import { detectableEffects } from './detectable.ts';

const lines = `intermediates: [none, stories]
targets: [xclaims]
languages: [de]
arms: [zero-shot, intermediate, target-shots]
shots: [5]
buckets: 2
`;

async function detectable(more: string) {
  await using folder = await scratch();
  const plan = await tinyPlan(folder.path, lines + more);
  return detectableEffects(plan, openStore(join(folder.path, 'store')));
}

it('the effects that a study can tell are those of its seeds, draws and rows', async () => {
  const [stop, shots] = await detectable('seeds: [1, 2, 3]\n');
  expect(stop).toMatchObject({ contrast: 'intermediate', shots: 0, draws: 0, seeds: 3, languages: 1 });
  expect(shots).toMatchObject({ contrast: 'shots', shots: 5, draws: 2, seeds: 3, languages: 1 });
  expect(stop?.assumed).toEqual(['seedDeviation', 'discordance']);
  expect(shots?.assumed).toEqual(['seedDeviation', 'drawDeviation', 'discordance']);
  // Zero-shot and one intermediate are pooled: ν = 2·(3 − 1), t(0.975, 4) + t(0.80, 4) = 2.7764 + 0.9410.
  const items = (100 * 0.4) / Math.sqrt(stop?.items ?? 0);
  expect(stop?.effect).toBeCloseTo(3.7174 * Math.sqrt(items ** 2 + 2 / 3), 2);
  // One arm has shots: ν = 2, 4.3027 + 1.0607; two draws of 1 point add 2/2.
  expect(shots?.effect).toBeCloseTo(5.3634 * Math.sqrt(items ** 2 + 2 / 3 + 1), 2);
});

it('of one seed none is known', async () => {
  const [stop] = await detectable('seeds: [1]\nmargin: 50\n');
  expect(stop).toMatchObject({ seeds: 1, effect: null });
  expect(stop?.seedsForMargin).toBeGreaterThanOrEqual(2);
});

it('arms are pooled as in a report: of one model and one way to keep it', async () => {
  const [one] = await detectable('seeds: [1, 2, 3]\n');
  const [several] = await detectable('seeds: [1, 2, 3]\nselection: [best, last, average]\n');
  expect(several?.effect).toBe(one?.effect);
});

const untrained = `intermediates: [none, stories, social]
targets: [pairs]
languages: [de]
arms: [zero-shot, intermediate]
seeds: [1, 2, 3]
recipe: { all: { batchSize: 16, epochs: 1 } }
`;

it('a model that was not trained adds no seeds of its own, to the error or to what is known of it', async () => {
  await using folder = await scratch();
  const plan = await tinyPlan(folder.path, untrained);
  const [stop] = await detectableEffects(plan, openStore(join(folder.path, 'store')));
  // Two arms with seeds: ν = 2·(3 − 1); the base model has none, so σ²/n stands once.
  const items = (100 * 0.4) / Math.sqrt(stop?.items ?? 0);
  expect(stop?.effect).toBeCloseTo(3.7174 * Math.sqrt(items ** 2 + 1 / 3), 2);
});

/** Each evaluation has one right answer more than the one before it. */
function improving(): Engine {
  const engine = majorityEngine();
  let right = 0;
  const evaluator = (): Evaluator => ({
    async evaluate(request) {
      const outcome = await engine.evaluator().evaluate(request);
      right++;
      const predictions = outcome.predictions.map((one, i) => ({ ...one, prediction: i < right ? one.gold : 'none' }));
      return { ...outcome, predictions };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  return { ...engine, evaluator };
}

it('how much seeds differ is measured of models that were trained, and not of one that stands beside every seed', async () => {
  await using folder = await scratch();
  const plan = await tinyPlan(folder.path, untrained);
  const store = openStore(join(folder.path, 'store'));
  await using runner = new StageRunner(tinyCatalog(), new TinySource(folderOf(plan)), improving(), tinyTranslators());
  for (const stage of plan.stages)
    await runner.run(stage, store, { bases: basesOf(plan), backend: noDevice, version: 'test' });
  const scoresOf = async (intermediate: string) => {
    const own = plan.cells.filter((cell) => cell.intermediate === intermediate);
    return Promise.all(own.map(async ({ stage }) => (await store.scores(stage)).languages.de?.scores.accuracy ?? 0));
  };
  const variance = (all: readonly number[]) => {
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
    return all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1);
  };
  const [one, other] = await Promise.all(['stories', 'social'].map(scoresOf));
  const [stop] = await detectableEffects(plan, store);
  expect(stop?.assumed).toEqual(['discordance']);
  expect(stop?.seedDeviation).toBeCloseTo(Math.sqrt((variance(one ?? []) + variance(other ?? [])) / 2), 9);
  expect(stop?.seedDeviation).toBeGreaterThan(1);
});
