import type { Kind, Metric } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { expectCountsToGive, expectItemsToAverage, expectScore, type MetricCase } from './check-metric.ts';

/** Registers the tests that every metric must pass. The expected scores come from the reference script. */
export function describeMetric<K extends Kind>(metric: Metric<K>, cases: readonly MetricCase<K>[]): void {
  describe(`metric ${metric.name}`, () => {
    it('has a range with two ends', () => {
      const [worst, best] = metric.range;
      expect(Number.isNaN(worst) || Number.isNaN(best) || worst === best).toBe(false);
    });

    it('says NaN when there is nothing to score', () => {
      expect(metric.score([], { language: 'en' })).toBeNaN();
    });

    for (const one of cases) {
      it(`scores ${one.name}`, () => {
        expectScore(metric, one);
        expectItemsToAverage(metric, one.pairs, one.language ?? 'en');
        expectCountsToGive(metric, one.pairs, one.language ?? 'en');
      });
    }
  });
}
