import type { Kind, Metric, Pair } from '@stopover/core';
import { expect } from 'vitest';

/** A few pairs and the score that the reference script gives them. */
export interface MetricCase<K extends Kind> {
  readonly name: string;
  readonly pairs: readonly Pair<K>[];
  readonly score: number;
  /** BCP 47 tag; English where left out. */
  readonly language?: string;
}

/** Items and score are both sums of the same values: they may differ by rounding, a few units in the 13th digit. */
const digits = 9;

/** The mean of the items is the score, and each is in the metric's range. */
export function expectItemsToAverage<K extends Kind>(
  metric: Metric<K>,
  pairs: readonly Pair<K>[],
  language: string,
): void {
  const items = metric.items?.(pairs, { language });
  if (items === undefined || items.length === 0) return;
  const [low, high] = [Math.min(...metric.range), Math.max(...metric.range)];
  expect(items).toHaveLength(pairs.length);
  for (const item of items) {
    expect(item).toBeGreaterThanOrEqual(low);
    expect(item).toBeLessThanOrEqual(high);
  }
  const mean = items.reduce((sum, item) => sum + item, 0) / items.length;
  expect(mean).toBeCloseTo(metric.score(pairs, { language }), digits);
}

/** Counts are one of each for a pair, and their sums give the score where there is anything to find or found. */
export function expectCountsToGive<K extends Kind>(
  metric: Metric<K>,
  pairs: readonly Pair<K>[],
  language: string,
): void {
  const counts = metric.counts?.(pairs, { language });
  if (counts === undefined) return;
  expect(metric.items, 'a metric has items or counts').toBeUndefined();
  for (const of of [counts.tp, counts.fp, counts.fn]) {
    expect(of).toHaveLength(pairs.length);
    expect(Math.min(0, ...of)).toBe(0);
  }
  const sum = (of: Int32Array) => of.reduce((total, one) => total + one, 0);
  const [tp, fp, fn] = [sum(counts.tp), sum(counts.fp), sum(counts.fn)];
  if (tp + fp + fn === 0) return;
  expect((100 * 2 * tp) / (2 * tp + fp + fn)).toBeCloseTo(metric.score(pairs, { language }), digits);
}

/** The score is the expected one, whatever the order of the pairs, and the pairs are left alone. */
export function expectScore<K extends Kind>(metric: Metric<K>, { pairs, score, language = 'en' }: MetricCase<K>): void {
  const before = structuredClone(pairs);
  expect(metric.score(pairs, { language })).toBeCloseTo(score, digits);
  expect(metric.score(pairs.toReversed(), { language })).toBeCloseTo(score, digits);
  expect(pairs).toEqual(before);
}
