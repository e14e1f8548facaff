import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { type BenchmarkWorld, madeUpBenchmark } from '../fixtures/made-up-benchmark.ts';
import { judgeClaims } from './judge-claims.ts';
import { nineTargets, nineTasks } from './published.ts';

const targets = nineTargets.map(({ names: [name = ''] }) => name);
const published = new Map(nineTargets.map((one) => [one.names[0] ?? '', one.published]));
const retrieval = ['bucc2018', 'tatoeba'];
const plain = { masked: false, translated: false, shuffled: false, ready: false };
const few = ['mnli', 'squad-v2', 'hellaswag'];
const mixture = { name: 'multi-task', tasks: [...nineTasks.keys()].sort(), ...plain };

const benchmarkLanguagesOf = (target: string) =>
  nineTargets.find(({ names }) => names.includes(target))?.languages ?? ['de'];

const judged = (results: Results) => {
  const [setting] = judgeClaims(analyseResults(results, { replicates: 200 }), results).settings;
  return (id: number) => {
    const claim = setting?.claims.find((one) => one.id === id);
    if (!claim) throw new Error(`no claim ${id}`);
    return claim;
  };
};

/** XLM-R Large on all nine targets; gains of intermediates by target. */
const large = (gain: (target: string, intermediate: string) => number, more: Partial<BenchmarkWorld> = {}) =>
  madeUpBenchmark({
    targets,
    intermediates: [...nineTasks.keys(), 'multi-task'],
    compositions: [mixture],
    items: 40,
    score: (target, one) => (published.get(target) ?? 50) + (one === 'none' ? 0 : gain(target, one)),
    ...more,
  });

describe('claims on XLM-R Large and all nine targets', () => {
  const asPublished = judged(
    large((target, one) => {
      if (one === 'multi-task') return retrieval.includes(target) ? 33 : 4;
      if (one === 'qqp') return retrieval.includes(target) ? 20 : -6;
      return (retrieval.includes(target) ? 27 : 1.6) + (target === 'tydiqa' ? 6 : 0) - (target === 'xnli' ? 5 : 0);
    }),
  );
  const otherwise = judged(large((_, one) => (one === 'mnli' ? -2 : one === 'multi-task' ? -3 : 0)));

  it.each([
    [1, 'large gains'],
    [2, 'multi-task is best'],
    [5, 'the best of each target'],
  ])('%i, %s, is supported where it is true, and contradicted where it is not', (id) => {
    expect(asPublished(id)).toMatchObject({ verdict: 'supported', needs: [] });
    expect(otherwise(id)).toMatchObject({ verdict: 'contradicted', needs: [] });
    for (const { interval, unit } of asPublished(id).numbers) if (unit === 'points') expect(interval).not.toBeNull();
  });

  it('the mean over targets is near the truth, and its interval holds it', () => {
    // (7·1.6 + 6 − 5 + 2·27)/9
    const truth = (7 * 1.6 + 6 - 5 + 2 * 27) / 9;
    const mnli = asPublished(1).numbers.find(({ what }) => what.startsWith('gain of mnli'));
    const [low = 0, high = 0] = mnli?.interval ?? [];
    expect(low).toBeLessThan(truth);
    expect(high).toBeGreaterThan(truth);
    expect(high - low).toBeLessThan(3);
  });

  it('3, 4 and 9: retrieval gains most, TyDiQA from many and XNLI from none, and gains differ', () => {
    for (const id of [3, 4, 9]) expect(asPublished(id).verdict).toBe('supported');
    const reversed = judged(large((target) => (retrieval.includes(target) ? 0 : 5), { intermediates: few }));
    for (const id of [3, 4]) expect(reversed(id).verdict).toBe('contradicted');
  });

  it('nothing of averages is said without the model, a target, an intermediate', () => {
    const small = judged(
      madeUpBenchmark({
        model: 'FacebookAI/xlm-roberta-base',
        targets: targets.filter((name) => name !== 'mlqa'),
        intermediates: ['mnli', 'squad-v2'],
        score: (_, one) => (one === 'none' ? 50 : 60),
      }),
    );
    expect(small(1)).toMatchObject({
      verdict: 'not decidable here',
      needs: [
        'XLM-R Large as the base model; here it is FacebookAI/xlm-roberta-base',
        'targets: mlqa',
        'intermediate tasks: hellaswag',
      ],
    });
    expect(small(1).numbers.map(({ what }) => what)).toContain('gain of mnli, mean over 8 targets');
    for (const id of [2, 5, 7]) expect(small(id).verdict).toBe('not decidable here');
    expect(small(2).needs).toContain('a mixture of all nine intermediate tasks');
  });

  it('with too few seeds, or seeds too wide, it says how many it would take', () => {
    const two = judged(large(() => 7, { seeds: [1, 2], intermediates: few }));
    expect(two(1).verdict).toBe('not decidable here');
    expect(two(1).needs[0]).toBe('at least 3 seeds (2 here)');
    const wide = judged(large(() => 3.6, { spread: 3, intermediates: few }));
    expect(wide(1).verdict).toBe('not decidable here');
    expect(wide(1).needs[0]).toMatch(/^\d+ seeds, which find 3\.5 points \(this study: \d+\.\d points\)$/);
  });
});

describe('claim 5, the best of each target', () => {
  it('is chosen over the languages that its gain is of, whatever another intermediate lacks', () => {
    const gains: Record<string, readonly [de: number, el: number]> = {
      ...{ none: [0, 0], mnli: [12, -8], 'squad-v2': [9, 9], hellaswag: [6, 6] },
    };
    const world = large(() => 0, { intermediates: few, languagesOf: () => ['de', 'el'] });
    const cells = world.cells
      .filter(({ intermediate, language }) => intermediate !== 'squad-v2' || language === 'de')
      .map((cell) => {
        const gain = gains[cell.intermediate]?.[cell.language === 'de' ? 0 : 1] ?? 0;
        const items = (cell.items ?? new Float64Array()).map((item) => item + gain);
        return { ...cell, items, scores: { accuracy: (cell.scores.accuracy ?? 0) + gain } };
      });
    const { numbers } = judged({ ...world, cells })(5);
    const xnli = numbers.find(({ what }) => what.startsWith('xnli'));
    expect(xnli?.what).toBe('xnli: hellaswag, chosen by its test');
    expect(xnli?.value).toBeGreaterThan(5);
    expect(xnli?.value).toBeLessThan(7);
  });
});

describe('claim 7, the zero-shot level', () => {
  const level = (shift: number, more: Partial<BenchmarkWorld> = {}) =>
    judged(
      madeUpBenchmark({
        ...{ targets, intermediates: [], languagesOf: benchmarkLanguagesOf, items: 30 },
        score: (target) => (published.get(target) ?? 50) + shift,
        ...more,
      }),
    )(7);

  it('is near the published one, far from it, or between', () => {
    expect(level(0).verdict).toBe('supported');
    expect(level(-6).verdict).toBe('contradicted');
    expect(level(2).verdict).toBe('not decidable here');
  });

  it('is not compared in other languages', () => {
    const partly = level(0, { languagesOf: (target) => benchmarkLanguagesOf(target).slice(0, 3) });
    expect(partly.verdict).toBe('not decidable here');
    expect(partly.needs).toContain('12 languages of xnli');
  });
});

describe('claim 3 takes one layer on both sides', () => {
  const world = (layersOf: BenchmarkWorld['layersOf']) =>
    judged(
      madeUpBenchmark({
        targets: ['xnli', ...retrieval],
        intermediates: ['mnli'],
        // What the scores say, with each at a layer of its own.
        score: (target, one) =>
          (target === 'xnli' ? 70 : 40) + (one === 'none' ? 0 : retrieval.includes(target) ? 30 : 5),
        ...(layersOf && { layersOf }),
      }),
    )(3);

  it('and contradicts what was an effect of layers', () => {
    expect(world(() => ({ layer: 14, scores: {} })).verdict).toBe('supported');
    const swept = world((_, one) =>
      one === 'none' ? { layer: 10, scores: { 10: 68, 14: 40 } } : { layer: 14, scores: { 10: 69, 14: 70 } },
    );
    expect(swept.verdict).toBe('contradicted');
    expect(swept.numbers[0]).toMatchObject({
      what: 'gain on bucc2018 at layer 10 (interval over seeds), mean over 1 intermediate task',
    });
    expect(swept.numbers[0]?.value).toBeCloseTo(1, 12);
  });

  it('and asks for a sweep where it cannot', () => {
    const unswept = world((_, one) => ({ layer: one === 'none' ? 10 : 14, scores: {} }));
    expect(unswept.verdict).toBe('not decidable here');
    expect(unswept.needs.join()).toMatch(/a sweep of layers on bucc2018/);
  });
});

describe('claim 3 at one layer, with a run missing', () => {
  /** One intermediate task gains nothing on retrieval, the other 20 points. */
  const swept = madeUpBenchmark({
    targets: ['xnli', ...retrieval],
    intermediates: ['mnli', 'qqp'],
    score: (target, one) => (target === 'xnli' ? 70 : one === 'qqp' ? 60 : 40),
    layersOf: (_, one) => {
      if (one === 'none') return { layer: 10, scores: { 10: 40, 14: 40 } };
      return { layer: 14, scores: one === 'qqp' ? { 10: 60, 14: 61 } : { 10: 40, 14: 41 } };
    },
  });
  const without = (isGone: (cell: Cell) => boolean) =>
    judged({ ...swept, cells: swept.cells.filter((cell) => cell.target !== 'bucc2018' || !isGone(cell)) })(3);

  it('takes only seeds in which every intermediate task has a run, and says so', () => {
    const claim = without(({ intermediate, seed }) => intermediate === 'qqp' && seed === 3);
    expect(claim.numbers[0]?.what).toBe(
      'gain on bucc2018 at layer 10 (interval over seeds; 1 seed with missing runs left out), mean over 2 intermediate tasks',
    );
    expect(claim.numbers[0]?.value).toBeCloseTo(10, 12);
    expect(without(() => false).numbers[0]).toMatchObject({ value: expect.closeTo(10, 12) });
  });

  it('is not decided where there is no such seed', () => {
    const none = without(({ intermediate, seed }) =>
      intermediate === 'qqp' ? seed > 1 : intermediate === 'mnli' && seed === 1,
    );
    expect(none.numbers.some(({ what }) => what.startsWith('gain on bucc2018'))).toBe(false);
    expect(none.needs).toContain('a seed in which every intermediate task has all its runs on bucc2018');
  });
});

describe('claim 6, plain English', () => {
  const compositions = [
    { name: 'mnli+mlm', tasks: ['mnli'], ...plain, masked: true },
    { name: 'mnli-de', tasks: ['mnli'], ...plain, translated: true },
    { name: 'both', tasks: ['mnli', 'qqp'], ...plain },
    { name: 'mnli-shuffled', tasks: ['mnli'], ...plain, shuffled: true },
  ];
  const of = (scores: Record<string, number>, intermediates = ['mnli', 'qqp', 'mnli+mlm', 'mnli-de', 'both']) =>
    judged(
      madeUpBenchmark({
        targets: ['xnli', 'xcopa'],
        ...{ intermediates, compositions, items: 200 },
        score: (_, one) => 60 + (scores[one] ?? 0),
      }),
    )(6);

  it('is supported, contradicted, and left open', () => {
    const plainWins = { mnli: 6, qqp: 6, 'mnli+mlm': 2, 'mnli-de': 2, both: 2 };
    expect(of(plainWins).verdict).toBe('supported');
    expect(of({ ...plainWins, 'mnli-de': 10 })).toMatchObject({
      verdict: 'contradicted',
      because: 'Plain English does not beat machine-translated data.',
    });
    const without = of(plainWins, ['mnli', 'mnli+mlm', 'mnli-shuffled']);
    expect(without.verdict).toBe('not decidable here');
    expect(without.needs).toEqual([
      'intermediates with and without: more intermediate tasks and machine-translated data',
    ]);
  });
});

describe('claim 9, how gains differ', () => {
  const of = (gain: (one: string) => number, intermediates: readonly string[] = [...nineTasks.keys()], margin = 1) =>
    judged(
      madeUpBenchmark({
        ...{ targets: ['xnli'], intermediates, items: 400, spread: 0.1, margin },
        score: (_, one) => 60 + (one === 'none' ? 0 : gain(one)),
      }),
    )(9);

  it('is supported by two that differ, and contradicted only by nine that do not', () => {
    expect(of((one) => (one === 'mnli' ? 5 : 1), ['mnli', 'qqp']).verdict).toBe('supported');
    expect(of(() => 2).verdict).toBe('contradicted');
    expect(of(() => 2, ['mnli', 'qqp']).verdict).toBe('not decidable here');
    expect(of(() => 2, ['mnli']).needs).toEqual(['two of the nine intermediate tasks on one target']);
  });
});

describe('claims 8 and 10, coverage', () => {
  it('say what the study has', () => {
    const small = judged(
      madeUpBenchmark({ targets: ['xnli', 'xcopa'], intermediates: ['mnli', 'hellaswag'], score: () => 50 }),
    );
    expect(small(8)).toMatchObject({
      verdict: 'not decidable here',
      because: 'This study covers xnli (classification) in 1 language: de.',
      needs: ['a target of each of classification, tagging, qa, and retrieval, in 20 languages or more'],
    });
    expect(small(10)).toMatchObject({
      verdict: 'not decidable here',
      needs: ['paraphrase', 'question answering', 'tagging'].map((type) => `an intermediate task of ${type}`),
    });
    expect(small(10).because).toBe(
      'This study has mnli (inference) and hellaswag (completion). Missing: paraphrase, question answering, and tagging.',
    );
    const languages = judged(
      madeUpBenchmark({ targets, intermediates: [], score: () => 50, languagesOf: benchmarkLanguagesOf, items: 2 }),
    );
    expect(languages(8).verdict).toBe('supported');
    expect(languages(8).numbers.map(({ value }) => value)).toEqual([9, 4, 40]);
    const types = madeUpBenchmark({ targets: ['xnli'], intermediates: [...nineTasks.keys()], score: () => 50 });
    expect(judged(types)(10).verdict).toBe('supported');
  });
});

it('judges each model, and each English training of a target, by itself', () => {
  const one = madeUpBenchmark({ targets: ['xcopa'], intermediates: ['mnli'], score: () => 50 });
  const again = one.cells.map((cell) => ({ ...cell, training: 'siqa-copa' }));
  const { models } = one.study;
  const other = one.cells.map((cell) => ({ ...cell, model: 'other' }));
  const results = {
    ...one,
    study: { ...one.study, models: [...models, 'other'] },
    cells: [...one.cells, ...again, ...other],
  };
  const { settings } = judgeClaims(analyseResults(results, { replicates: 200 }), results);
  expect(settings.map(({ model, targets: own }) => [model, ...own])).toEqual([
    ['FacebookAI/xlm-roberta-large', 'xcopa'],
    ['FacebookAI/xlm-roberta-large', 'xcopa (siqa-copa)'],
    ['other', 'xcopa'],
  ]);
});
