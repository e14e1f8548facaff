import { describe, expect, it } from 'vitest';
import { poolSeeds } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { armTable } from '../design/arm-table.ts';
import { type Contrast, contrastOf, contrastsOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { intervalOf } from '../effects/interval.ts';
import { armOf, madeUpRuns, normalFrom, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import type { Interval } from '../summary.ts';
import golden from './fixtures/reml-of-scipy.json' with { type: 'json' };
import { intermediateSpread } from './intermediate-spread.ts';
import { languageSpread } from './language-spread.ts';
import { randomEffects } from './random-effects.ts';

/** The same variance for all, and the same covariance of any two. */
const errors = (size: number, variance: number, covariance = 0) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? variance : covariance)));

describe('randomEffects', () => {
  it.each(golden)('has the τ² of the restricted likelihood in full: $tau2', ({ effects, covariance, ...expected }) => {
    const found = randomEffects(effects, covariance);
    // scipy's optimizer knows τ² to about seven digits.
    expect(Math.abs(found.tau2 - expected.tau2)).toBeLessThan(1e-6 * (1 + expected.tau2));
    expected.shrunken.forEach((one, i) => {
      expect(found.shrunken[i]).toBeCloseTo(one, 5);
    });
    expect(found.q / expected.q).toBeCloseTo(1, 9);
    expect(found.p).toBeCloseTo(expected.p, 9);
  });

  it('shrinks wholly to the mean where the errors explain all, and not at all without errors', () => {
    const sure = randomEffects([1, 2, 6], errors(3, 1e-9));
    // The sample variance of 1, 2, 6.
    expect(sure.tau2).toBeCloseTo(7, 5);
    expect(sure.shrunken[2]).toBeCloseTo(6, 5);
    const unsure = randomEffects([1, 2, 6], errors(3, 100));
    expect(unsure.tau2).toBe(0);
    expect(unsure.shrunken).toEqual([3, 3, 3]);
  });

  it('does not see an error that all share', () => {
    const effects = [1, 4, 2, 7];
    const own = randomEffects(effects, errors(4, 1));
    expect(randomEffects(effects, errors(4, 51, 50)).tau2).toBeCloseTo(own.tau2, 6);
  });

  it('is not stopped by errors that leave nothing to be inverted', () => {
    // All effects and all errors the same, as where every language has the same items right.
    expect(randomEffects([2, 2, 2], errors(3, 1, 1))).toMatchObject({ tau2: 0, shrunken: [2, 2, 2] });
    // The same up to rounding, where τ² is next to nothing.
    const near = randomEffects([2, 2 + 1e-15, 2], errors(3, 1, 1)).shrunken;
    for (const one of near) expect(one).toBeCloseTo(2, 12);
    // Without errors every effect is what it is.
    const sure = randomEffects([1, 2, 6], errors(3, 0)).shrunken;
    for (const [i, one] of [1, 2, 6].entries()) expect(sure[i]).toBeCloseTo(one, 9);
  });

  it('asks F where the errors were estimated', () => {
    // Q = 14/2 = 7: P(χ²₂ > 7) = exp(−3.5), P(F(2, 4) > 3.5) = (1 + 3.5/2)^−2.
    expect(randomEffects([1, 2, 6], errors(3, 2)).p).toBeCloseTo(Math.exp(-3.5), 10);
    expect(randomEffects([1, 2, 6], errors(3, 2), 4).p).toBeCloseTo(2.75 ** -2, 10);
  });

  it('wants two effects', () => {
    expect(() => randomEffects([1], errors(1, 1))).toThrow(/one effect/);
  });
});

const count = 30;
const names = ['ar', 'de', 'es', 'fi', 'sw', 'th'];

interface World {
  readonly tau: number;
  readonly languages: number;
  /** Mean of the true effects of the languages at hand. */
  readonly mean?: number;
}

/** A contrast whose true effects differ by τ between languages; the mean over all languages of the world is 0. */
function spreadWorld({ tau, languages, mean = 0 }: World, stream: ReturnType<typeof streamOf>): Contrast {
  const own = names.slice(0, languages);
  // A parallel test, of which each item has something in all languages.
  const frame = itemFrame(
    own.map((language) => ({ language, clusters: Array.from({ length: count }, (_, i) => `${i}`) })),
  );
  const shared = normals(count, 0.7, stream);
  const luck = normals(3, 0.15, stream);
  const runs = own.flatMap((language) => {
    const effect = mean + tau * normalFrom(stream);
    const items = normals(count, 0.7, stream).map((item, i) => item + effect + (shared[i] ?? 0));
    const seeds = normals(3, 0.1, stream).map((one, s) => one + (luck[s] ?? 0));
    return madeUpRuns(language, { items, seeds, rest: 0.5 }, stream);
  });
  return contrastOf(frame, [{ arm: armTable(frame, armOf('a', runs)), weight: 1 }], own);
}

describe('languageSpread', () => {
  const holds = (interval: Interval | null, truth: number) =>
    interval !== null && interval[0] <= truth && interval[1] >= truth;

  it.each([0.1, 0.5, 1.5])('holds the mean of the world’s languages and a new one, τ = %f', (tau) => {
    const stream = streamOf(31, `spread ${tau}`);
    const found = Array.from({ length: 400 }, () => {
      const contrast = spreadWorld({ tau, languages: 6 }, stream);
      const spread = languageSpread(contrast);
      return {
        like: holds(spread.likeThese, 0),
        next: holds(spread.newLanguage, tau * normalFrom(stream)),
        these: holds(intervalOf(effectOf(contrast)), 0),
        tau: spread.tau,
      };
    });
    const share = (pick: (one: (typeof found)[number]) => boolean) => found.filter(pick).length / found.length;
    // 400 studies know a coverage to 1.1 %.
    expect(share(({ like }) => like)).toBeGreaterThan(0.93);
    expect(share(({ next }) => next)).toBeGreaterThan(0.93);
    // The interval over these languages is a statement on them alone.
    if (tau > 1) expect(share(({ these }) => these)).toBeLessThan(0.8);
    const taus = found.map((one) => one.tau).sort((a, b) => a - b);
    if (tau > 0.4) expect(Math.abs((taus[200] ?? 0) / tau - 1)).toBeLessThan(0.15);
  });

  it('tells who is helped and who is worst, either way round', () => {
    const contrast = spreadWorld({ tau: 3, languages: 6 }, streamOf(5, 'who'));
    const up = languageSpread(contrast);
    const down = languageSpread(contrast, { upwards: false });
    const values = up.languages.map(({ effect }) => effect.value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(up.worst.effect.value).toBe(Math.min(...values));
    expect(down.worst.effect.value).toBe(Math.max(...values));
    expect(up.helped.length).toBeGreaterThan(0);
    expect(up.harmed.length).toBeGreaterThan(0);
    expect(down.helped.toSorted()).toEqual(up.harmed.toSorted());
    expect(up.test.p).toBeLessThan(0.001);
    for (const { effect, shrunken } of up.languages) {
      const mean = effectOf(contrast).value;
      expect(Math.abs(shrunken - mean)).toBeLessThan(Math.abs(effect.value - mean) + 0.5);
    }
  });

  it('says nothing of other languages below five, and nothing at all of one', () => {
    const few = languageSpread(spreadWorld({ tau: 1, languages: 4 }, streamOf(1, 'four')));
    expect(few.likeThese).toBeNull();
    expect(few.newLanguage).toBeNull();
    expect(few.languages).toHaveLength(4);
    expect(() => languageSpread(spreadWorld({ tau: 1, languages: 1 }, streamOf(1, 'one')))).toThrow(/one effect/);
  });
});

describe('intermediateSpread', () => {
  const frame = itemFrame([{ language: 'de', clusters: Array.from({ length: count }, (_, i) => `${i}`) }]);
  const spreadOf = (truths: readonly number[], stream: ReturnType<typeof streamOf>) => {
    const arms = [0, ...truths].map((truth, a) => {
      const items = normals(count, 1, stream).map((item) => item + truth);
      const runs = madeUpRuns('de', { items, seeds: normals(3, 0.3, stream), rest: 0.5 }, stream);
      return armTable(frame, armOf(`arm ${a}`, runs));
    });
    const [zero, ...others] = arms;
    const terms = others.flatMap((arm) =>
      zero
        ? [
            [
              { arm, weight: 1 },
              { arm: zero, weight: -1 },
            ],
          ]
        : [],
    );
    const pool = poolSeeds(arms.map((arm) => seedScoresOf(frame, arm, ['de'])));
    return intermediateSpread(contrastsOf(frame, terms, ['de']), pool);
  };
  it('finds a difference in about one of twenty studies where there is none', () => {
    const stream = streamOf(12, 'equal');
    const found = Array.from({ length: 400 }, () => spreadOf([1, 1, 1, 1], stream).p);
    // 20 ± 4.4 of 400; F with the seeds' degrees of freedom is a little careful.
    expect(found.filter((p) => p < 0.05).length).toBeLessThan(33);
  });
  it('finds one where there is one', () => {
    const found = spreadOf([0, 2, 4, 6], streamOf(2, 'different'));
    expect(found.p).toBeLessThan(0.001);
    // The standard deviation of 0, 2, 4, 6 is 2.6.
    expect(Math.abs(Math.sqrt(found.tau2) - 2.6)).toBeLessThan(0.8);
  });
});
