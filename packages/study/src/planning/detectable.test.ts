import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
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
