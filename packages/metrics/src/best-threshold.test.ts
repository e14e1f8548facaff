import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestThreshold, type LeadOfNone } from './best-threshold.ts';
import { exactMatchV2 } from './exact-match-v2.ts';
import { seqevalF1 } from './seqeval-f1.ts';
import { tokenF1V2 } from './token-f1-v2.ts';

const english = { language: 'en' };
const texts = ['the old mat', 'a mat', 'cat', 'old cat', 'house'];
const question: fc.Arbitrary<LeadOfNone> = fc.record({
  gold: fc.array(fc.constantFrom(...texts), { maxLength: 2 }).map((given) => ({ texts: given, start: -1 })),
  prediction: fc.constantFrom(...texts),
  lead: fc.double({ min: -9, max: 9, noNaN: true }),
});

/** What the metric gives when "no answer" is predicted above a threshold. */
const scoreAt = (metric: typeof tokenF1V2, questions: readonly LeadOfNone[], threshold: number) =>
  metric.score(
    questions.map(({ gold, prediction, lead }) => ({ gold, prediction: lead > threshold ? '' : prediction })),
    english,
  );

describe('the best threshold', () => {
  it.each([
    ['f1', tokenF1V2],
    ['em', exactMatchV2],
  ])('gives the %s that it promises, and none of the others gives more', (_, metric) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(question, { minLength: 1, maxLength: 30, selector: ({ lead }) => lead }),
        (questions) => {
          const best = bestThreshold(metric, questions, english);
          if (!best) throw new Error('there are items');
          // Sums of at most 30 numbers in two orders.
          expect(scoreAt(metric, questions, best.threshold)).toBeCloseTo(best.score, 9);
          for (const { lead } of questions) {
            expect(scoreAt(metric, questions, lead)).toBeLessThanOrEqual(best.score + 1e-9);
          }
        },
      ),
      { seed: 51, numRuns: 1000 },
    );
  });

  it('lies below all leads where "no answer" everywhere is best, and needs items', () => {
    const none = { gold: { texts: [], start: -1 }, prediction: 'cat' };
    expect(bestThreshold(tokenF1V2, [{ ...none, lead: -3 }], english)).toEqual({ threshold: -4, score: 100 });
    expect(bestThreshold(tokenF1V2, [{ ...none, lead: 3 }], english)).toEqual({ threshold: 0, score: 100 });
    expect(bestThreshold(tokenF1V2, [], english)).toBeUndefined();
    expect(seqevalF1.items).toBeUndefined();
  });

  it('is the first of those that are equally good', () => {
    const right = { gold: { texts: ['cat'], start: 0 }, prediction: 'cat' };
    const wrong = { gold: { texts: ['cat'], start: 0 }, prediction: 'mat' };
    const questions = [
      { ...right, lead: 1 },
      { ...wrong, lead: 2 },
    ];
    expect(bestThreshold(exactMatchV2, questions, english)).toEqual({ threshold: 1, score: 50 });
  });
});
