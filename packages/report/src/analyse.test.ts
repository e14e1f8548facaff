import type { Cell, Results } from '@stopover/study';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import type { Analysis, Row } from './analysis.ts';
import { madeUpResults, normal } from './fixtures/made-up-results.ts';
import { streamOf } from './statistics/generator.ts';

const small = {
  languages: ['de', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10, 100],
  items: 60,
  targets: ['xnli'],
};

const macro = (analysis: Analysis, arm: string, shots = 0): Row => {
  const row = analysis.rows.find((one) => one.language === null && one.arm === arm && one.shots === shots);
  if (!row) throw new Error(`no row of ${arm}`);
  return row;
};

const withCells = (results: Results, cells: readonly Cell[]): Results => ({ ...results, cells });

/** The item scores, and with them the score, of some cells replaced. */
const rescored = (cell: Cell, items: Float64Array): Cell => ({
  ...cell,
  items,
  scores: { accuracy: items.reduce((sum, x) => sum + x, 0) / items.length },
});

describe('coverage', () => {
  /** Zero-shot and one intermediate, with effects of items, of seeds and of both; the true difference is 3. */
  function world(set: number, seeds: readonly number[], seedSpread: number): Results {
    const base = madeUpResults({ ...small, shots: [], seeds, items: 1 });
    const stream = streamOf(set, 'coverage');
    const effects = Array.from({ length: 100 }, () => 12 * normal(stream));
    const runs = new Map(seeds.map((seed) => [seed, seedSpread * normal(stream)]));
    const ids = effects.map((_, i) => `${i}`);
    const cells = base.cells.map((cell) => {
      const stopped = cell.arm === 'intermediate' ? 1 : 0;
      const luck = 3 + (runs.get(cell.seed) ?? 0);
      const items = Float64Array.from(effects, (effect) => 60 + stopped * (luck + effect) + 6 * normal(stream));
      return { ...rescored(cell, items), ids };
    });
    return withCells(base, cells);
  }

  it.each([
    ['two seeds that hardly differ', 2, 0.2],
    ['three seeds that hardly differ', 3, 0.2],
    ['six seeds whose luck is seen beside the items', 6, 1],
  ])('holds the true difference in 92 to 98 % of 300 simulated studies: %s', (_, seeds, seedSpread) => {
    const list = Array.from({ length: seeds }, (__, i) => i + 1);
    let held = 0;
    for (let set = 0; set < 300; set++) {
      const analysis = analyse(world(set, list, seedSpread), { seed: set, resamples: 500 });
      const [low, high] = macro(analysis, 'intermediate').toZeroShot?.interval ?? [Number.NaN, Number.NaN];
      if (low <= 3 && 3 <= high) held++;
    }
    expect(held / 300).toBeGreaterThanOrEqual(0.92);
    expect(held / 300).toBeLessThanOrEqual(0.98);
  });
});

describe('degenerate studies', () => {
  it('gives identical arms a difference of 0 [0, 0] and p = 1', () => {
    const results = madeUpResults(small);
    const zero = results.cells.filter(({ arm }) => arm === 'zero-shot');
    const same = results.cells.map((cell) => {
      const twin = zero.find((one) => one.language === cell.language && one.seed === cell.seed);
      return twin?.items ? rescored(cell, twin.items) : cell;
    });
    const { toZeroShot } = macro(analyse(withCells(results, same), { resamples: 200 }), 'intermediate');
    expect(toZeroShot).toMatchObject({ value: 0, interval: [0, 0], p: 1, pairs: 4, unpaired: 0 });
  });

  it('has no spread over one seed, and still an interval over items', () => {
    const row = macro(analyse(madeUpResults({ ...small, seeds: [1] }), { resamples: 200 }), 'intermediate');
    expect(row.sd).toBeNull();
    expect(row.toZeroShot?.sources).toEqual({ items: true, seeds: false, buckets: false });
    expect(row.toZeroShot?.interval).not.toBeNull();
  });

  it('works with one item', () => {
    const row = macro(analyse(madeUpResults({ ...small, items: 1, seeds: [1] }), { resamples: 200 }), 'zero-shot');
    expect(row.interval).toEqual([row.mean, row.mean]);
  });

  it('gives no interval and no p where there are neither items nor seeds to resample', () => {
    const results = madeUpResults({ ...small, seeds: [1] });
    const bare = results.cells.map((cell) => ({ ...cell, items: null }));
    const row = macro(analyse(withCells(results, bare), { resamples: 200 }), 'intermediate');
    expect(row.toZeroShot).toMatchObject({ interval: null, p: null });
    expect(row.mean).not.toBeNull();
  });

  it('answers a study without any cell', () => {
    const analysis = analyse(withCells(madeUpResults(small), []), { resamples: 200 });
    expect(analysis.answer.targets[0]).toMatchObject({ verdict: 'no result', stopover: null });
    expect(analysis.answer.headline).toContain('no result');
  });
});

describe('a study of zero-shot alone', () => {
  it('says the score, and that nothing stands beside it', () => {
    const results = madeUpResults(small);
    const cells = results.cells.filter(({ arm }) => arm === 'zero-shot');
    const analysis = analyse(withCells(results, cells), { resamples: 200 });
    const { mean, interval } = macro(analysis, 'zero-shot');
    const text = `zero-shot scores ${mean?.toFixed(1)} [${interval?.[0].toFixed(1)}, ${interval?.[1].toFixed(1)}]; no result`;
    expect(analysis.answer.headline).toContain(text);
  });
});

describe('missing cells', () => {
  const results = madeUpResults(small);
  const gone = (cell: Cell) => cell.arm === 'intermediate' && cell.language === 'sw' && cell.seed === 2;
  const analysis = analyse(
    withCells(
      results,
      results.cells.filter((cell) => !gone(cell)),
    ),
    { resamples: 200 },
  );

  it('are counted, and their partners are left out of the difference and counted too', () => {
    const row = macro(analysis, 'intermediate');
    expect(row).toMatchObject({ cells: 3, missing: 1 });
    expect(row.toZeroShot).toMatchObject({ pairs: 3, unpaired: 1 });
    expect(analysis.cells).toEqual({ made: results.cells.length - 1, missing: 1 });
    expect(analysis.answer.headline).toContain('left out');
  });

  it('leave a difference over the pairs that are there', () => {
    const scoreOf = (arm: string, language: string, seed: number) =>
      results.cells.find((c) => c.arm === arm && c.language === language && c.seed === seed)?.scores.accuracy ??
      Number.NaN;
    const gain = (language: string, seed: number) =>
      scoreOf('intermediate', language, seed) - scoreOf('zero-shot', language, seed);
    const expected = ((gain('de', 1) + gain('de', 2)) / 2 + gain('sw', 1)) / 2;
    expect(macro(analysis, 'intermediate').toZeroShot?.value).toBeCloseTo(expected, 9);
  });

  it('of a whole condition are a row with no result', () => {
    const cells = results.cells.filter(({ arm }) => arm !== 'intermediate');
    const row = macro(analyse(withCells(results, cells), { resamples: 200 }), 'intermediate');
    expect(row).toMatchObject({ mean: null, cells: 0, missing: 4, toZeroShot: null });
  });

  it('do not count what the data could not give', () => {
    const cells = results.cells.filter((cell) => !(cell.arm === 'target-shots' && cell.language === 'sw'));
    const unavailable = [{ target: 'xnli', language: 'sw', arm: 'target-shots', reason: 'too few rows' }];
    const row = macro(analyse({ ...withCells(results, cells), unavailable }, { resamples: 200 }), 'target-shots', 10);
    expect(row).toMatchObject({ cells: 2, missing: 0, languages: 1 });
    // A reason that names a number of shots is about that number only.
    const only = [{ target: 'xnli', language: 'sw', arm: 'target-shots', reason: '100 shots: 80 rows can be used' }];
    const other = analyse({ ...withCells(results, cells), unavailable: only }, { resamples: 200 });
    expect(macro(other, 'target-shots', 10).missing).toBe(2);
    expect(macro(other, 'target-shots', 100).missing).toBe(0);
  });
});

describe('a metric that does not decompose into items', () => {
  const world = (seeds: readonly number[]) => {
    const results = madeUpResults({ ...small, seeds, gain: 25, items: 300 });
    return analyse(
      withCells(
        results,
        results.cells.map((cell) => ({ ...cell, items: null })),
      ),
      { resamples: 200 },
    );
  };

  it('has an interval over seeds only, which two seeds do not make a verdict', () => {
    const analysis = world([1, 2]);
    expect(macro(analysis, 'intermediate').toZeroShot).toMatchObject({
      sources: { items: false, seeds: true },
      p: null,
    });
    expect(analysis.answer.targets[0]?.verdict).toBe('unclear');
    expect(analysis.answer.headline).toContain('an interval over 2 seeds only, not over test items');
  });

  it('does not count two seeds that agree as a success of examples either', () => {
    expect(world([1, 2]).answer.targets[0]?.directVerdict).toBe('unclear');
  });

  it('has a verdict with four', () => expect(world([1, 2, 3, 4]).answer.targets[0]?.verdict).toBe('helps'));
});

describe('English', () => {
  const results = madeUpResults({ ...small, languages: ['de', 'en', 'sw'] });
  const cells = results.cells.filter(({ language, shots }) => language !== 'en' || shots === 0);
  const analysis = analyse(withCells(results, cells), { resamples: 200 });

  it('is not in the mean over languages, and has a row of its own', () => {
    const without = results.cells.filter(({ language }) => language !== 'en');
    const expected = macro(analyse(withCells(results, without), { resamples: 200 }), 'intermediate');
    expect(macro(analysis, 'intermediate')).toMatchObject({
      languages: 2,
      mean: expected.mean,
      toZeroShot: { pairs: 4 },
    });
    expect(
      analysis.rows.find(({ language, arm }) => language === 'en' && arm === 'intermediate')?.toZeroShot,
    ).not.toBeNull();
  });

  it('is not missed among the arms with target-language examples', () => expect(analysis.cells.missing).toBe(0));

  it('is the mean where there is no other language', () => {
    const english = cells.filter(({ language }) => language === 'en');
    expect(macro(analyse(withCells(results, english), { resamples: 200 }), 'zero-shot').languages).toBe(1);
  });
});

describe('analyse', () => {
  it('does not depend on the order of the cells', () => {
    const results = madeUpResults({ ...small, buckets: 2 });
    const stream = streamOf(9, 'order');
    const shuffled = results.cells
      .map((cell) => ({ cell, at: uniformFloat64(stream) }))
      .sort((a, b) => a.at - b.at)
      .map(({ cell }) => cell);
    expect(analyse(withCells(results, shuffled), { resamples: 200 })).toEqual(analyse(results, { resamples: 200 }));
  });

  it('is the same for the same seed, and another for another', () => {
    const results = madeUpResults(small);
    expect(analyse(results, { resamples: 200 })).toEqual(analyse(results, { resamples: 200 }));
    const [a, b] = [1, 2].map((seed) => macro(analyse(results, { seed, resamples: 200 }), 'intermediate').interval);
    expect(a).not.toEqual(b);
  });

  it('is plain JSON', () => {
    const analysis = analyse(madeUpResults(small), { resamples: 200 });
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
  });

  it('finds a large gain, names the best stopover and counts it in examples', () => {
    const analysis = analyse(madeUpResults({ ...small, gain: 20, items: 300 }), { resamples: 500 });
    const [answer] = analysis.answer.targets;
    expect(answer).toMatchObject({ verdict: 'helps', intermediate: 'mnli', shots: 100 });
    expect(answer?.equivalent?.count).toEqual({ relation: 'more than', shots: 100 });
    expect(answer?.text).toMatch(
      /^On xnli \(macro average over 2 languages, 2 seeds\), a stopover on mnli is worth \+\d+\.\d points \[/,
    );
    expect(answer?.text).toContain('the stopover equals more than 100 examples');
  });

  it('tests each language by McNemar, and corrects over the languages of the comparison', () => {
    const results = madeUpResults({ ...small, seeds: [1], shots: [] });
    // Zero-shot is wrong on every item; the intermediate is right on ten in German and on five in Swahili.
    const cells = results.cells.map((cell) => {
      const right = cell.arm === 'zero-shot' ? 0 : cell.language === 'de' ? 10 : 5;
      return rescored(
        cell,
        Float64Array.from({ length: 60 }, (_, i) => (i < right ? 100 : 0)),
      );
    });
    const { rows } = analyse(withCells(results, cells), { resamples: 200 });
    const found = (language: string) =>
      rows.find((row) => row.language === language && row.arm === 'intermediate')?.toZeroShot;
    expect(found('de')?.mcnemar).toBeCloseTo(2 / 2 ** 10, 12);
    expect(found('de')?.holm).toBeCloseTo(4 / 2 ** 10, 12);
    expect(found('sw')?.mcnemar).toBeCloseTo(2 / 2 ** 5, 12);
    expect(found('sw')?.holm).toBeCloseTo(2 / 2 ** 5, 12);
  });

  it('draws the items of a parallel test jointly: what languages share does not average out', () => {
    const results = madeUpResults({ ...small, languages: ['de', 'el', 'sw', 'th'], seeds: [1], shots: [], items: 200 });
    const width = (parallel: boolean) => {
      const targets = results.targets.map((target) => ({ ...target, parallel }));
      const [low, high] = macro(analyse({ ...results, targets }, { resamples: 500 }), 'zero-shot').interval ?? [0, 0];
      return high - low;
    };
    // Four languages that shared everything would be twice as wide.
    expect(width(true) / width(false)).toBeGreaterThan(1.4);
  });

  it('pairs draws of shots with the same draw', () => {
    const analysis = analyse(madeUpResults({ ...small, buckets: 3 }), { resamples: 200 });
    const found = analysis.comparisons.find(
      ({ language, condition }) => language === null && condition.arm === 'intermediate+target-shots',
    );
    expect(found?.against).toEqual({ arm: 'target-shots', intermediate: 'none', shots: 10 });
    expect(found?.difference.sources).toEqual({ items: true, seeds: true, buckets: true });
  });

  it('spreads the single score of an untrained target over the seeds', () => {
    const results = madeUpResults({ ...small, shots: [] });
    const cells = results.cells
      .filter(({ arm, seed }) => arm === 'intermediate' || seed === 1)
      .map((cell) => ({ ...cell, training: '' }));
    const analysis = analyse(withCells(results, cells), { resamples: 200 });
    expect(macro(analysis, 'intermediate').toZeroShot).toMatchObject({ pairs: 4, unpaired: 0 });
    expect(macro(analysis, 'zero-shot').missing).toBe(0);
  });

  it('refuses cells that contradict each other, naming the stage', () => {
    const results = madeUpResults(small);
    const [first, ...rest] = results.cells;
    if (!first) throw new Error('the fixture has no cell');
    expect(() => analyse(withCells(results, [first, ...results.cells]))).toThrow(`stage ${first.stage}`);
    expect(() => analyse(withCells(results, [{ ...first, ids: ['a'] }, ...rest]))).toThrow(
      '60 item scores for 1 items',
    );
    expect(() => analyse(withCells(results, [{ ...first, ids: [...first.ids].reverse() }, ...rest]))).toThrow(
      'not those',
    );
    expect(() => analyse(withCells(results, [{ ...first, target: 'tatoeba' }, ...rest]))).toThrow('target tatoeba');
    expect(() => analyse(results, { resamples: 10 })).toThrow('at least 100');
  });
});
