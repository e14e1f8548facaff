import type { Metric, Pair } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { expectItemsToAverage, expectScore } from './check-metric.ts';

const share: Metric<'choice'> = {
  name: 'share',
  range: [0, 1],
  score: (pairs) => pairs.filter(({ gold, prediction }) => gold === prediction).length / pairs.length,
};

const pairs: readonly Pair<'choice'>[] = [
  { gold: 1, prediction: 1 },
  { gold: 0, prediction: 1 },
];

describe('the checks on a metric', () => {
  it('take the right score and refuse another', () => {
    expectScore(share, { name: 'half', pairs, score: 0.5 });
    expect(() => expectScore(share, { name: 'half', pairs, score: 0.6 })).toThrow();
  });

  it('refuse a score that depends on the order of the pairs', () => {
    const first: Metric<'choice'> = { ...share, score: ([pair]) => Number(pair?.gold === pair?.prediction) };
    expect(() => expectScore(first, { name: 'first', pairs, score: 1 })).toThrow();
  });

  it('refuse items that do not average to the score, are too few or out of range', () => {
    const items = (...values: number[]): Metric<'choice'> => ({ ...share, items: () => Float64Array.from(values) });
    expectItemsToAverage(items(1, 0), pairs, 'en');
    expect(() => expectItemsToAverage(items(1, 1), pairs, 'en')).toThrow();
    expect(() => expectItemsToAverage(items(0.5), pairs, 'en')).toThrow();
    expect(() => expectItemsToAverage(items(2, -1), pairs, 'en')).toThrow();
  });
});
