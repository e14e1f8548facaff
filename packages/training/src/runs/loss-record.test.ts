import { expect, it } from 'vitest';
import { LossRecord } from './loss-record.ts';

const after = (steps: number, losses: readonly number[]): LossRecord => {
  const record = new LossRecord(steps);
  for (const loss of losses) record.add(loss);
  return record;
};

it('keeps each step of a short training, to six digits', () => {
  expect(after(3, [1.23456789, 0.5, 0.25]).losses).toEqual({ every: 1, means: [1.23457, 0.5, 0.25] });
});

it('keeps means of a long one, the last of what there is', () => {
  const { every, means } = after(2500, [3, 2, 1, 9, 5]).losses;
  expect({ every, means }).toEqual({ every: 3, means: [2, 7] });
});

it('goes on from a checkpoint as if nothing had happened', () => {
  const losses = Array.from({ length: 2500 }, (_, i) => 1 / (i + 3));
  const before = after(2500, losses.slice(0, 1000));
  const resumed = new LossRecord(2500);
  resumed.state = JSON.parse(JSON.stringify(before.state));
  for (const loss of losses.slice(1000)) resumed.add(loss);
  expect(resumed.losses).toEqual(after(2500, losses).losses);
});
