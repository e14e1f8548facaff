import { cpu } from '@stopover/backend-cpu';
import type { Feature } from '@stopover/text';
import { expect, it } from 'vitest';
import { tinyCheckpoint } from '../fixtures/batches.ts';
import { measureSpeed } from './measure-speed.ts';
import { bothWorks, PassCosts, timesWork } from './pass-costs.ts';
import { secondsOf } from './pass-speed.ts';

const spec = { kind: 'classification', size: 4 } as const;
const features = (...lengths: readonly number[]): Feature[] =>
  lengths.map((length, item) => ({
    kind: 'classification',
    item,
    sequences: [new Int32Array(length).fill(5)],
    label: 0,
  }));

it('counts the products of a forward pass as they follow from the architecture', async () => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  const { hiddenSize: h, intermediateSize: w } = checkpoint.config;
  const costs = new PassCosts(checkpoint, cpu());
  const [rows, length] = [3, 8];
  const tokens = rows * length;
  const attention = 2 * 2 * rows * length * length * h;
  const behind = (of: number) => 2 * of * (h * h + 2 * h * w);
  // Behind its attention the last layer has but the row of each sequence that the head reads; its queries are of all.
  const layers = 2 * (2 * 3 * tokens * h * h + attention) + behind(tokens) + behind(rows);
  const head = 2 * rows * (h * h + 4 * h);
  expect(costs.predicting(spec, features(length, length, length)).flops).toBe(layers + head);
});

it('counts a training as about three times its forward pass, and more for a longer batch', async () => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  const costs = new PassCosts(checkpoint, cpu());
  const [short, long] = [features(8, 8, 8), features(16, 16, 16)];
  const [once, twice] = [costs.training(spec, short), costs.training(spec, long)];
  const ratio = once.flops / costs.predicting(spec, short).flops;
  expect(ratio).toBeGreaterThan(2.4);
  expect(ratio).toBeLessThan(3.6);
  expect(twice.flops).toBeGreaterThan(2 * once.flops);
  expect(twice.nodes).toBe(once.nodes);
  expect(bothWorks(once, once)).toEqual(timesWork(once, 2));
});

it('says how long passes take, on the very device', async () => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  const speed = await measureSpeed(checkpoint, { backend: cpu(), threads: 1 });
  for (const seconds of [speed.update, speed.training.flop, speed.predicting.flop, speed.opening.training])
    expect(seconds).toBeGreaterThan(0);
  const costs = new PassCosts(checkpoint, cpu());
  const one = secondsOf(costs.training(spec, features(8, 8)), speed.training);
  expect(secondsOf(costs.training(spec, features(64, 64)), speed.training)).toBeGreaterThan(one);
});
