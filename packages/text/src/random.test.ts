import { expect, test } from 'vitest';
import { random, seedFrom } from './random.ts';

test('the first number of a seed is spread over all of [0, 1)', () => {
  const firsts = Array.from({ length: 4000 }, (_, seed) => random(seedFrom(seed, 7))());
  const tenths = Array.from({ length: 10 }, (_, i) => firsts.filter((x) => Math.floor(x * 10) === i).length);
  // 400 each, with a standard deviation of 19.
  for (const count of tenths) expect(Math.abs(count - 400)).toBeLessThan(95);
});
