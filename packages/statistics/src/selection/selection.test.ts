import { describe, expect, it } from 'vitest';
import { poolSeeds, type SeedPool } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { armTable } from '../design/arm-table.ts';
import { type Contrast, contrastsOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { intervalOf, pValueOf } from '../effects/interval.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { mean } from '../summary.ts';
import { bestOf } from './best-of.ts';
import { crossFit } from './cross-fit.ts';
import { simultaneous } from './simultaneous.ts';

const count = 30;
const frame = itemFrame([{ language: 'de', clusters: Array.from({ length: count }, (_, i) => `${i}`) }]);

interface Study {
  readonly contrasts: readonly Contrast[];
  readonly pool: SeedPool;
}

/** Intermediates with these true effects beside zero-shot; r is the error over seeds over that over items. */
function study(truths: readonly number[], seeds: number, r: number, stream: ReturnType<typeof streamOf>): Study {
  const arms = [0, ...truths].map((truth, a) => {
    const items = normals(count, 1, stream).map((item) => item + truth);
    const luck = normals(seeds, r * Math.sqrt(seeds / count), stream);
    return armTable(frame, armOf(`arm ${a}`, madeUpRuns('de', { items, seeds: luck, rest: 0.5 }, stream)));
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
  return {
    contrasts: contrastsOf(frame, terms, ['de']),
    pool: poolSeeds(arms.map((arm) => seedScoresOf(frame, arm, ['de']))),
  };
}

describe('four that do nothing', () => {
  it.each([
    [3, 0],
    [3, 3],
    [5, 3],
  ])('help in at most 80 of 2,000 studies: %i seeds, r = %i', (seeds, r) => {
    const stream = streamOf(21, `null ${seeds} ${r}`);
    let helps = 0;
    let naive = 0;
    for (let one = 0; one < 2000; one++) {
      const { contrasts, pool } = study([0, 0, 0, 0], seeds, r, stream);
      const plain = contrasts.map((contrast) => effectOf(contrast, pool)).map((effect) => intervalOf(effect));
      // A corrected interval holds the plain one: where no plain one is above 0, no corrected one is.
      if (!plain.some(([low]) => low > 0)) continue;
      naive++;
      const found = bestOf(
        contrasts.map((contrast, i) => ({ name: `${i}`, contrast })),
        { pool, seed: one, replicates: 1000 },
      );
      if (found.verdict === 'helps') helps++;
    }
    expect(helps / 2000).toBeLessThanOrEqual(0.04);
    // Plain intervals say so of some intermediate in two to three times as many: that is what the correction is for.
    expect(naive).toBeGreaterThan(1.8 * helps);
  });
});

describe('simultaneous', () => {
  const { contrasts, pool } = study([3, 0.2, -0.1, 0], 3, 1, streamOf(4, 'one study'));
  const found = simultaneous(contrasts, { pool });

  it('lies between no correction and Bonferroni', () => {
    expect(found.level).toBeGreaterThanOrEqual(0.05 / 4);
    expect(found.level).toBeLessThan(0.05);
    found.effects.forEach((effect, k) => {
      const p = pValueOf(effect);
      expect(found.adjusted[k]).toBeGreaterThanOrEqual(p);
      expect(found.adjusted[k]).toBeLessThanOrEqual(Math.min(1, 4 * p) + 1e-12);
      const [low, high] = found.intervals[k] ?? [0, 0];
      expect((found.adjusted[k] ?? 1) < 0.05).toBe(low > 0 || high < 0);
    });
  });

  it('is the plain interval for one contrast, and the same again for the same seed', () => {
    const [first] = contrasts;
    if (!first) throw new Error('no contrast');
    const alone = simultaneous([first], { pool });
    const [low, high] = intervalOf(effectOf(first, pool));
    expect(alone.intervals[0]?.[0]).toBeCloseTo(low, 10);
    expect(alone.intervals[0]?.[1]).toBeCloseTo(high, 10);
    expect(alone.adjusted[0]).toBe(pValueOf(effectOf(first, pool)));
    expect(simultaneous(contrasts, { pool })).toEqual(found);
  });

  it('needs no correction for the same contrast three times', () => {
    const [first] = contrasts;
    if (!first) throw new Error('no contrast');
    expect(simultaneous([first, first, first], { pool }).level).toBeCloseTo(0.05, 2);
  });

  it('refuses contrasts over different seeds', () => {
    const other = study([0, 0], 2, 1, streamOf(9, 'other'));
    expect(() => simultaneous([...contrasts, ...other.contrasts], {})).toThrow(/different seeds/);
  });
});

describe('crossFit', () => {
  it('is free of the luck of the choice', () => {
    const stream = streamOf(8, 'cross-fit');
    const found = Array.from({ length: 300 }, () => {
      const { contrasts } = study([0, 0, 0, 0], 3, 1, stream);
      const largest = Math.max(...contrasts.map((contrast) => effectOf(contrast).value));
      return { largest, fitted: crossFit(contrasts, stream, { halvings: 4 }).value ?? Number.NaN };
    });
    // In units of the error of one contrast, 0.32: the largest of four is off by about a half, cross-fitted by nothing.
    expect(mean(found.map(({ largest }) => largest))).toBeGreaterThan(0.1);
    expect(Math.abs(mean(found.map(({ fitted }) => fitted)))).toBeLessThan(0.06);
  });

  it('finds the best where it is clear, and the lowest where lower is better', () => {
    const { contrasts } = study([5, 0, -5], 3, 0.5, streamOf(2, 'clear'));
    const { value, chosen } = crossFit(contrasts, streamOf(1, 'h'));
    expect(chosen).toEqual([1, 0, 0]);
    expect(value).toBeCloseTo(effectOf(contrasts[0] ?? failed()).value, 1);
    expect(crossFit(contrasts, streamOf(1, 'h'), { upwards: false }).chosen).toEqual([0, 0, 1]);
  });

  /** Two intermediates worth 2 and 0 beside English, which is no language of theirs; one score for all of a language. */
  const whole = (languages: readonly string[]): readonly Contrast[] => {
    const all = itemFrame(['en', ...languages].map((language) => ({ language, clusters: [language] })));
    const arms = [0, 2, 0].map((gain, a) => {
      const runs = ['en', ...languages].flatMap((language) =>
        [1, 2, 3].map((seed) => ({ language, seed, bucket: 0, items: [60 + gain + seed] })),
      );
      return armTable(all, armOf(`arm ${a}`, runs));
    });
    const [zero, ...others] = arms;
    const terms = others.map((arm) => [{ arm, weight: 1 }, ...(zero ? [{ arm: zero, weight: -1 }] : [])]);
    return contrastsOf(all, terms, languages);
  };

  it('is none where one language has one score for all of its items, whatever other languages there are', () => {
    expect(crossFit(whole(['de']), streamOf(1, 'h'))).toEqual({ value: null, chosen: [0, 0] });
    expect(bestOf(whole(['de']).map((contrast, i) => ({ name: `${i}`, contrast }))).crossFitted.value).toBeNull();
  });

  it('halves the languages where each has one score', () => {
    const { value, chosen } = crossFit(whole(['de', 'sw']), streamOf(1, 'h'));
    expect(value).toBeCloseTo(2, 12);
    expect(chosen).toEqual([1, 0]);
  });
});

describe('bestOf', () => {
  const { contrasts, pool } = study([1, 6, 0], 3, 0.5, streamOf(3, 'best'));
  const candidates = contrasts.map((contrast, i) => ({ name: ['mnli', 'squad', 'ccg'][i] ?? '', contrast }));

  it('ranks, decides by the corrected interval, and bounds', () => {
    const found = bestOf(candidates, { pool });
    expect(found.ranked.map(({ name }) => name)).toEqual(['squad', 'mnli', 'ccg']);
    expect(found.best.name).toBe('squad');
    expect(found.verdict).toBe('helps');
    expect(found.bound).toBe(found.best.interval[0]);
    expect(found.crossFitted.names[1]).toBe('squad');
    expect(found.crossFitted.chosen[1]).toBe(1);
    expect(found.byDevelopment).toBeNull();
    expect(bestOf(candidates, { pool, upwards: false })).toMatchObject({ best: { name: 'ccg' } });
  });

  it('names what development rows choose, with a plain interval', () => {
    const scored = candidates.map((one, i) => ({ ...one, development: [80, 70, 60][i] ?? 0 }));
    const { byDevelopment, ranked } = bestOf(scored, { pool });
    expect(byDevelopment?.name).toBe('mnli');
    const simultaneousOne = ranked.find(({ name }) => name === 'mnli')?.interval ?? [0, 0];
    expect(byDevelopment?.interval[0]).toBeGreaterThan(simultaneousOne[0]);
    expect(() => bestOf([])).toThrow();
  });
});

function failed(): never {
  throw new Error('there is no contrast');
}
