import { describe, expect, it } from 'vitest';
import { differenceWithFailures } from './failed-runs.ts';
import { runFlags } from './run-flags.ts';

const counts = (entries: Record<string, number>) => new Map(Object.entries(entries));

describe('runFlags', () => {
  it('asks a binomial test whether a run is above chance', () => {
    // P(X ≥ 149) of Binomial(399, 1/3) is 0.0508, P(X ≥ 150) is 0.0408 (scipy).
    const answers = (right: number) => runFlags({ answers: { right, items: 399, chance: 1 / 3 } });
    expect(answers(149)).toEqual(['not above chance']);
    expect(answers(150)).toEqual([]);
  });

  it('flags a run with nothing right where guessing gets nothing right, and no other', () => {
    const answers = (right: number) => runFlags({ answers: { right, items: 399, chance: 0 } });
    expect(answers(0)).toEqual(['not above chance']);
    expect(answers(1)).toEqual([]);
  });

  it('sees a model that gives one answer', () => {
    const gold = counts({ yes: 133, no: 133, maybe: 133 });
    expect(runFlags({ labels: { answered: counts({ yes: 373, no: 20, maybe: 6 }), gold } })).toEqual(['one answer']);
    expect(runFlags({ labels: { answered: counts({ yes: 270, no: 100, maybe: 29 }), gold } })).toEqual([]);
    // Where most of the gold is that label, a good model answers it too.
    expect(runFlags({ labels: { answered: counts({ yes: 80, no: 20 }), gold: counts({ yes: 75, no: 25 }) } })).toEqual(
      [],
    );
  });

  it('sees a loss that did not fall', () => {
    const falling = Array.from({ length: 100 }, (_, i) => 1 - i / 200);
    expect(runFlags({ losses: falling })).toEqual([]);
    expect(runFlags({ losses: falling.map(() => 1.1) })).toEqual(['loss did not fall']);
    expect(runFlags({ losses: [...falling.slice(0, 95), Number.NaN, Number.NaN, 1, 1, 1] })).toEqual([
      'loss did not fall',
    ]);
    expect(runFlags({ losses: [1, 1, 1] })).toEqual([]);
  });

  it('says all that is wrong, and nothing of what it does not know', () => {
    expect(runFlags({})).toEqual([]);
    const labels = { answered: counts({ yes: 10 }), gold: counts({ yes: 3, no: 7 }) };
    expect(runFlags({ answers: { right: 3, items: 10, chance: 0.5 }, labels })).toEqual([
      'not above chance',
      'one answer',
    ]);
  });
});

describe('differenceWithFailures', () => {
  it('counts failed seeds as guesses', () => {
    // (2·70 + 1·33)/3 − 65
    const arm = { mean: 70, ran: 2, failed: 1 };
    expect(differenceWithFailures(arm, { mean: 65, ran: 3, failed: 0 }, 33)).toBeCloseTo(173 / 3 - 65, 12);
    expect(differenceWithFailures({ mean: Number.NaN, ran: 0, failed: 3 }, arm, 33)).toBeCloseTo(33 - 173 / 3, 12);
  });
});
