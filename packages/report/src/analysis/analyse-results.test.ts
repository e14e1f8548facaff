import { streamOf } from '@stopover/statistics';
import type { Cell, Results } from '@stopover/study';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { describe, expect, it } from 'vitest';
import { madeUpResults, normal } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import type { Analysed, EffectRow, ScoreRow } from './analysed.ts';

const small = {
  languages: ['de', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10, 100],
  seeds: [1, 2, 3],
  items: 60,
  targets: ['xnli'],
};
const few = { replicates: 200 };

function scoreOf({ scores }: Analysed, name: string, language: string | null = null): ScoreRow {
  const row = scores.find((one) => one.language === language && one.condition.name === name);
  if (!row) throw new Error(`no score of ${name}`);
  return row;
}

function findEffect({ effects }: Analysed, name: string, against = 'zero-shot', language: string | null = null) {
  return effects.find(
    (one) => one.language === language && one.condition.name === name && one.against.name === against,
  );
}

function effectOf(analysed: Analysed, ...place: readonly [string, string?, (string | null)?]): EffectRow {
  const row = findEffect(analysed, ...place);
  if (!row) throw new Error(`no effect of ${place.join(', ')}`);
  return row;
}

const withCells = (results: Results, cells: readonly Cell[]): Results => ({ ...results, cells });

/** The item scores, and with them the score, of a cell replaced. */
const rescored = (cell: Cell, items: Float64Array): Cell => ({
  ...cell,
  items,
  scores: { accuracy: items.reduce((sum, x) => sum + x, 0) / items.length },
});

describe('tests of checkpoints', () => {
  it('are made when they are asked for, and once', () => {
    const analysed = analyseResults(madeUpResults({ ...small, shots: [] }), few);
    expect(Object.getOwnPropertyDescriptor(analysed, 'checkpoints')?.get).toBeTypeOf('function');
    expect(analysed.checkpoints.map(({ language }) => language)).toEqual(['de', 'sw']);
    expect(analysed.checkpoints).toBe(analysed.checkpoints);
  });
});

describe('intervals', () => {
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

  it('hold the true difference as often as they say, in 60 simulated studies of three seeds', () => {
    let held = 0;
    for (let set = 0; set < 60; set++) {
      const analysed = analyseResults(world(set, [1, 2, 3], 0.7), { seed: set, replicates: 100 });
      const [low, high] = effectOf(analysed, 'mnli').interval ?? [Number.NaN, Number.NaN];
      if (low <= 3 && 3 <= high) held++;
    }
    // Binomial(60, 0.96): mean 57.6, standard deviation 1.5. packages/statistics has the large simulations.
    expect(held).toBeGreaterThanOrEqual(53);
  });

  it('agree with p and with the probability of an improvement', () => {
    for (const { interval, p, pPositive } of analyseResults(madeUpResults(small), few).effects) {
      const out = interval !== null && (interval[0] > 0 || interval[1] < 0);
      expect(p !== null && p < 0.05).toBe(out);
      expect(pPositive !== null && (pPositive > 0.975 || pPositive < 0.025)).toBe(out);
    }
  });

  it('take clusters of items whole: three hypotheses of a premise are not three items', () => {
    const results = madeUpResults({ ...small, seeds: [1], shots: [], items: 60 });
    // Items of one premise all go one way.
    const cells = results.cells.map((cell) => ({
      ...rescored(
        cell,
        Float64Array.from({ length: 60 }, (_, i) => cell.items?.[3 * Math.floor(i / 3)] ?? 0),
      ),
    }));
    const groups = Array.from({ length: 60 }, (_, i) => `premise ${Math.floor(i / 3)}`);
    const width = (own: readonly Cell[]) => {
      const [low, high] = scoreOf(analyseResults(withCells(results, own), few), 'zero-shot').interval ?? [0, 0];
      return high - low;
    };
    expect(width(cells.map((cell) => ({ ...cell, groups }))) / width(cells)).toBeGreaterThan(1.3);
  });

  it('know that the items of a parallel test are the same in all languages', () => {
    const results = madeUpResults({ ...small, languages: ['de', 'el', 'sw', 'th'], seeds: [1], shots: [], items: 200 });
    const width = (parallel: boolean) => {
      const targets = results.targets.map((target) => ({ ...target, parallel }));
      const [low, high] = scoreOf(analyseResults({ ...results, targets }, few), 'zero-shot').interval ?? [0, 0];
      return high - low;
    };
    // Four languages that shared everything would be twice as wide.
    expect(width(true) / width(false)).toBeGreaterThan(1.4);
  });

  it('of a corpus F1 come from the counts of its items', () => {
    const results = madeUpResults({ ...small, shots: [], seeds: [1, 2, 3], items: 80 });
    const cells = results.cells.map((cell) => {
      const right = Float64Array.from(cell.items ?? [], (item) => item / 100);
      const wrong = right.map((one) => 1 - one);
      const total = right.reduce((sum, one) => sum + one, 0);
      const counts = { tp: right, fp: wrong, fn: wrong };
      return { ...cell, items: null, counts, scores: { accuracy: (100 * total) / right.length } };
    });
    const analysed = analyseResults(withCells(results, cells), few);
    const plain = analyseResults(results, few);
    // With as many entities predicted as there are, F1 is accuracy, and so is its error.
    expect(effectOf(analysed, 'mnli').estimate).toBeCloseTo(effectOf(plain, 'mnli').estimate, 9);
    expect(effectOf(analysed, 'mnli').sources.items).toBe(true);
  });
});

describe('verdicts', () => {
  it('say nothing below three seeds', () => {
    const analysed = analyseResults(madeUpResults({ ...small, seeds: [1, 2], gain: 25, items: 300 }), few);
    expect(effectOf(analysed, 'mnli').verdict).toBe('too few seeds');
    expect(analysed.answer.headline).toContain('too few seeds');
  });

  it('find a large gain and count it in examples', () => {
    const analysed = analyseResults(madeUpResults({ ...small, gain: 25, items: 300 }), few);
    expect(effectOf(analysed, 'mnli').verdict).toBe('helps');
    expect(analysed.best[0]).toMatchObject({ intermediate: 'mnli', compared: 1, verdict: 'helps' });
    expect(analysed.equivalents[0]).toMatchObject({ language: null, answer: 'above', largest: 100 });
    expect(analysed.answer.lines[0]?.text).toMatch(
      /^On xnli \(mean over 2 languages, 3 seeds\), mnli is worth \+\d+\.\d points \[.*\] over zero-shot \(P\(better\) .*: it helps\. mnli equals more than 100/,
    );
  });

  it('follow the p-value that is corrected within the target', () => {
    const { effects } = analyseResults(madeUpResults({ ...small, items: 300 }), few);
    for (const { verdict, pAdjusted, p, interval } of effects) {
      if (verdict === 'helps' || verdict === 'hurts') expect(pAdjusted).toBeLessThan(0.05);
      expect(pAdjusted ?? 1).toBeGreaterThanOrEqual(p ?? 1);
      if (verdict === 'no effect beyond the margin') {
        expect(Math.max(...(interval ?? []).map(Math.abs))).toBeLessThan(1);
      }
    }
  });

  it('of a declared contrast are not corrected for the exploratory ones', () => {
    const results = madeUpResults({ ...small, gain: 3, items: 300 });
    const side = { arm: 'zero-shot', intermediate: 'none', shots: 0 };
    const primary = [{ target: 'xnli', arm: 'intermediate', intermediate: 'mnli', shots: 0, against: side }];
    const analysed = analyseResults({ ...results, study: { ...results.study, primary } }, few);
    const declared = effectOf(analysed, 'mnli');
    expect(declared).toMatchObject({ primary: true, pAdjusted: declared.p });
    expect(effectOf(analysed, '10 shots').primary).toBe(false);
    expect(analysed.answer.lines.map(({ effect }) => effect?.condition.name)).toEqual(['mnli']);
  });

  it('of declared contrasts are counted apart from what was found on a target without any', () => {
    const results = madeUpResults({ ...small, targets: ['xnli', 'paws-x'], shots: [], gain: 25, items: 300 });
    const side = { arm: 'zero-shot', intermediate: 'none', shots: 0 };
    const primary = [{ target: 'xnli', arm: 'intermediate', intermediate: 'mnli', shots: 0, against: side }];
    const { answer } = analyseResults({ ...results, study: { ...results.study, primary } }, few);
    expect(answer.lines).toHaveLength(2);
    expect(answer.headline).toBe('The one declared contrast: it helps; the exploratory one: it helps.');
  });

  it('on one target with two models are of one target', () => {
    const one = madeUpResults({ ...small, shots: [], gain: 25, items: 300 });
    const models = ['example/a', 'example/b'];
    const cells = models.flatMap((model) => one.cells.map((cell) => ({ ...cell, model })));
    const { answer } = analyseResults({ ...one, study: { ...one.study, models }, cells }, few);
    expect(answer.headline).toBe('The best intermediate task on 1 target under 2 English trainings or models: 2 help.');
  });

  it('subtract a placebo, which never competes for the best', () => {
    const results = madeUpResults({ ...small, intermediates: ['none', 'mnli', 'shuffled'], shots: [] });
    const study = { ...results.study, placebos: { shuffled: 'mnli' } };
    const analysed = analyseResults({ ...results, study }, few);
    expect(effectOf(analysed, 'mnli', 'shuffled').estimate).toBeCloseTo(
      effectOf(analysed, 'mnli').estimate - effectOf(analysed, 'shuffled').estimate,
      9,
    );
    expect(effectOf(analysed, 'shuffled').flags).toContain('placebo');
    expect(analysed.best[0]).toMatchObject({ compared: 1, intermediate: 'mnli' });
  });
});

describe('degenerate and failed runs', () => {
  it('are flagged, and stay in the estimate', () => {
    const results = madeUpResults({ ...small, shots: [], items: 90 });
    const cells = results.cells.map((cell) => {
      if (cell.arm !== 'intermediate' || cell.seed !== 3) return { ...cell, chance: 100 / 3 };
      const items = Float64Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? 100 : 0));
      const labels = { answered: { yes: 88, no: 2 }, gold: { yes: 30, no: 60 } };
      return { ...rescored(cell, items), chance: 100 / 3, labels };
    });
    const analysed = analyseResults(withCells(results, cells), few);
    const bad = analysed.runs.filter(({ flags }) => flags.length > 0);
    expect(bad.map(({ condition, seed }) => [condition.name, seed])).toEqual([
      ['mnli', 3],
      ['mnli', 3],
    ]);
    expect(bad[0]?.flags).toEqual(['not above chance', 'one answer']);
    expect(effectOf(analysed, 'mnli')).toMatchObject({ seeds: 3, flags: ['shares data', 'degenerate runs'] });
    expect(analysed.answer.lines[0]?.badges).toContain('2 degenerate runs');
  });

  it('are those that find no entity, where guessing has no score', () => {
    const results = madeUpResults({ ...small, shots: [], seeds: [1, 2, 3], items: 40 });
    const none = new Float64Array(40);
    const counted = (cell: Cell, tp: Float64Array) => {
      return { ...cell, items: null, counts: { tp, fp: none, fn: none.map((_, i) => 1 - (tp[i] ?? 0)) } };
    };
    const cells = results.cells.map((cell) => {
      if (cell.arm === 'intermediate' && cell.seed === 3) return counted(cell, none);
      return counted(
        cell,
        Float64Array.from({ length: 40 }, (_, i) => (i < 1 + cell.seed ? 1 : 0)),
      );
    });
    const { runs } = analyseResults(withCells(results, cells), few);
    const bad = runs.filter(({ flags }) => flags.length > 0);
    expect(bad.map(({ condition, seed, flags }) => [condition.name, seed, flags])).toEqual([
      ['mnli', 3, ['not above chance']],
      ['mnli', 3, ['not above chance']],
    ]);
  });

  it('that are missing are counted, and bound the effect', () => {
    const results = madeUpResults(small);
    const gone = (cell: Cell) => cell.arm === 'intermediate' && cell.language === 'sw' && cell.seed === 2;
    const cells = results.cells.filter((cell) => !gone(cell));
    const analysed = analyseResults(withCells(results, cells), few);
    expect(scoreOf(analysed, 'mnli')).toMatchObject({ cells: 5, missing: 1 });
    const effect = effectOf(analysed, 'mnli');
    // Seed 2 is not in all languages: it is left out of both sides.
    expect(effect).toMatchObject({ seeds: 2, leftOut: 3 });
    expect(effect.flags).toContain('failed runs');
    expect(effect.withFailures).toBeLessThan(effect.estimate);
    expect(analysed.cells).toEqual({ made: cells.length, missing: 1 });
  });

  it('do not count what the data could not give', () => {
    const results = madeUpResults(small);
    const cells = results.cells.filter((cell) => !(cell.arm === 'target-shots' && cell.language === 'sw'));
    const unavailable = [{ target: 'xnli', language: 'sw', arm: 'target-shots', reason: '100 shots: 80 rows' }];
    const analysed = analyseResults({ ...withCells(results, cells), unavailable }, few);
    expect(scoreOf(analysed, '100 shots')).toMatchObject({ missing: 0, languages: ['de'] });
    expect(scoreOf(analysed, '10 shots').missing).toBe(3);
  });
});

describe('small studies', () => {
  it('with identical arms have a difference of 0 with p = 1', () => {
    const results = madeUpResults(small);
    const zero = results.cells.filter(({ arm }) => arm === 'zero-shot');
    const same = results.cells.map((cell) => {
      const twin = zero.find((one) => one.language === cell.language && one.seed === cell.seed);
      return twin?.items ? rescored(cell, twin.items) : cell;
    });
    expect(effectOf(analyseResults(withCells(results, same), few), 'mnli')).toMatchObject({ estimate: 0, p: 1 });
  });

  it('with one seed have an interval over items, and say so', () => {
    const effect = effectOf(analyseResults(madeUpResults({ ...small, seeds: [1] }), few), 'mnli');
    expect(effect.sources).toEqual({ items: true, seeds: false, draws: false });
    expect(effect.flags).toContain('one seed');
    expect([effect.interval === null, effect.verdict, effect.mde]).toEqual([false, 'too few seeds', null]);
  });

  it('with one seed and no item scores have no interval and no p', () => {
    const results = madeUpResults({ ...small, seeds: [1] });
    const bare = results.cells.map((cell) => ({ ...cell, items: null }));
    expect(effectOf(analyseResults(withCells(results, bare), few), 'mnli')).toMatchObject({ interval: null, p: null });
  });

  it('with no cell at all, or zero-shot alone, say so', () => {
    const results = madeUpResults(small);
    expect(analyseResults(withCells(results, []), few).answer.headline).toContain('no result');
    const zero = results.cells.filter(({ arm }) => arm === 'zero-shot');
    expect(analyseResults(withCells(results, zero), few).answer.headline).toMatch(
      /zero-shot scores \d+\.\d \[.*\]; no result stands beside it/,
    );
  });

  it('without an intermediate or shots alone say what their other arms are worth', () => {
    const results = madeUpResults(small);
    const cells = results.cells.filter(({ arm }) => ['zero-shot', 'intermediate+target-shots'].includes(arm));
    const { headline, lines } = analyseResults(withCells(results, cells), few).answer;
    expect(lines.map(({ text }) => text)).toEqual([
      expect.stringMatching(/mnli \+ 10 shots are worth .* points .* over zero-shot/),
      expect.stringMatching(/mnli \+ 100 shots are worth .* points .* over zero-shot/),
    ]);
    expect(headline).toMatch(/^Of 2 comparisons with zero-shot, /);
    const one = cells.filter(({ shots }) => shots !== 100);
    expect(analyseResults(withCells(results, one), few).answer.headline).toMatch(/mnli \+ 10 shots are worth/);
  });

  it('leave English out of the mean, and give it rows of its own', () => {
    const results = madeUpResults({ ...small, languages: ['de', 'en', 'sw'] });
    const cells = results.cells.filter(({ language, shots }) => language !== 'en' || shots === 0);
    const analysed = analyseResults(withCells(results, cells), few);
    expect(effectOf(analysed, 'mnli').languages).toEqual(['de', 'sw']);
    expect(findEffect(analysed, 'mnli', 'zero-shot', 'en')).toBeDefined();
    expect(analysed.cells.missing).toBe(0);
  });

  it('set the one score of an untrained target beside every seed', () => {
    const results = madeUpResults({ ...small, shots: [] });
    const cells = results.cells
      .filter(({ arm, seed }) => arm === 'intermediate' || seed === 1)
      .map((cell) => ({ ...cell, training: '' }));
    const analysed = analyseResults(withCells(results, cells), few);
    expect(effectOf(analysed, 'mnli')).toMatchObject({ seeds: 3, leftOut: 0 });
    expect(scoreOf(analysed, 'zero-shot').missing).toBe(0);
  });
});

describe('an analysis', () => {
  it('does not depend on the order of the cells, is the same for the same seed, and is plain JSON', () => {
    const results = madeUpResults({ ...small, buckets: 2 });
    const stream = streamOf(9, 'order');
    const shuffled = results.cells
      .map((cell) => ({ cell, at: uniformFloat64(stream) }))
      .sort((a, b) => a.at - b.at)
      .map(({ cell }) => cell);
    const analysed = analyseResults(results, few);
    expect(analyseResults(withCells(results, shuffled), few)).toEqual(analysed);
    expect(JSON.parse(JSON.stringify(analysed))).toEqual(analysed);
  });

  it('pairs draws of shots, and has the interaction of shots and intermediate', () => {
    const analysed = analyseResults(madeUpResults({ ...small, buckets: 3 }), few);
    const paired = effectOf(analysed, 'mnli + 10 shots', '10 shots');
    expect(paired).toMatchObject({ sources: { items: true, seeds: true, draws: true }, buckets: 3 });
    const [interaction] = analysed.interactions;
    const difference = paired.estimate - effectOf(analysed, 'mnli').estimate;
    expect(interaction).toMatchObject({ intermediate: 'mnli', shots: 10 });
    expect(interaction?.estimate).toBeCloseTo(difference, 9);
    expect((interaction?.with ?? 0) - (interaction?.without ?? 0)).toBeCloseTo(paired.estimate, 9);
  });

  it('answers under the first selection, and gives the others rows of their own', () => {
    const one = madeUpResults({ ...small, shots: [10] });
    const again = one.cells.map((cell) => ({ ...cell, selection: 'last' as const, stage: `${cell.stage}-last` }));
    const study = { ...one.study, selections: ['best', 'last'] as const };
    const alone = analyseResults(one, few);
    const analysed = analyseResults({ ...one, study, cells: [...one.cells, ...again] }, few);
    expect(analysed.best).toEqual(alone.best);
    expect(analysed.curves.map(({ points }) => points.map(({ gain }) => gain))).toEqual(
      alone.curves.map(({ points }) => points.map(({ gain }) => gain)),
    );
    expect(analysed.scores.map(({ condition }) => condition.name)).toContain('mnli, selection: last');
  });

  it('refuses cells that contradict each other, naming the stage', () => {
    const results = madeUpResults(small);
    const [first, ...rest] = results.cells;
    if (!first) throw new Error('the fixture has no cell');
    const refuse = (cells: readonly Cell[]) => expect(() => analyseResults(withCells(results, cells), few));
    refuse([first, ...results.cells]).toThrow(`stage ${first.stage}`);
    refuse([{ ...first, ids: ['a'] }, ...rest]).toThrow('60 item scores for 1 items');
    refuse([{ ...first, ids: [...first.ids].reverse() }, ...rest]).toThrow('not those');
    refuse([{ ...first, target: 'tatoeba' }, ...rest]).toThrow('target tatoeba');
    expect(() => analyseResults(results, { replicates: 10 })).toThrow('at least 100');
    expect(() => analyseResults(results, { margin: 0 })).toThrow('above 0');
  });
});
