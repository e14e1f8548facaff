import { expect, it } from 'vitest';
import { effectVerdict } from './verdict.ts';

it.each([
  [[0.1, 3], 3, true, 'helps'],
  [[0.1, 3], 3, false, 'hurts'],
  [[-3, -0.1], 3, true, 'hurts'],
  [[0.1, 3], 2, true, 'too few seeds'],
  [[-0.5, 0.9], 3, true, 'no effect beyond the margin'],
  [[-0.5, 1.1], 3, true, 'unclear'],
  [[0, 2], 5, true, 'unclear'],
  [[0.1, 0.2], Number.POSITIVE_INFINITY, true, 'helps'],
] as const)('%j with %d seeds, larger is better: %s — %s', (interval, seeds, upwards, verdict) => {
  expect(effectVerdict({ interval, seeds, upwards })).toBe(verdict);
});

it('takes the margin that a study states', () => {
  expect(effectVerdict({ interval: [-0.5, 1.1], seeds: 3, margin: 2 })).toBe('no effect beyond the margin');
  expect(effectVerdict({ interval: [-0.5, 0.9], seeds: 3, margin: 0.5 })).toBe('unclear');
});
