import { detectableEffect, streamOf } from '@stopover/statistics';
import type { Cell, Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { armsNamed, madeUpResults, normal } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import type { Power } from './analysed.ts';

const seeds = [1, 2, 3];
const stops = ['a', 'b', 'c', 'd'];
const base = madeUpResults({
  languages: ['de'],
  intermediates: ['none', ...stops],
  shots: [],
  targets: ['xnli'],
  seeds,
  items: 20,
});

/** Standard deviation of every arm over seeds, in points. */
const sigma = 2;

/** The study with items that differ from each other, and in the same way in every run: seeds are all that differs. */
function study(
  draw: number,
  more: { readonly untrained?: boolean; readonly gain?: number; readonly ways?: readonly Cell['selection'][] } = {},
): Results {
  const { untrained = false, gain = 2, ways = ['best'] } = more;
  const stream = streamOf(draw, 'power');
  const cells = base.cells.flatMap((cell) =>
    ways.map((selection): Cell => {
      const isOne = untrained && cell.intermediate === 'none';
      const score = isOne ? 50 : 50 + gain + sigma * normal(stream);
      const items = Float64Array.from({ length: 20 }, (_, i) => score + (i % 2 ? 20 : -20));
      const stage = `${isOne ? 'base model' : cell.stage} ${selection}`;
      return { ...cell, selection, items, scores: { accuracy: score }, stage, training: untrained ? '' : 'default' };
    }),
  );
  const selections = ways.length > 1 ? ways : [];
  return { ...base, study: { ...base.study, selections, arms: armsNamed('zero-shot', 'intermediate') }, cells };
}

function powerIn(results: Results): Power & { readonly effect: (seeds: number) => number; readonly own: number } {
  const { power, effects } = analyseResults(results, { replicates: 200 });
  const [found] = power;
  const own = effects.filter(
    ({ language, againstRole, role }) => language === null && role === 'intermediate' && againstRole === 'baseline',
  );
  if (!found) throw new Error('there is a power');
  const effect = (count: number) => found.detectable.find((one) => one.seeds === count)?.effect ?? Number.NaN;
  return { ...found, effect, own: own.reduce((sum, { mde }) => sum + (mde ?? Number.NaN), 0) / own.length };
}

it('where the baseline was not trained, only one side of the difference has seeds', () => {
  const { effect, seedDeviation, itemError, own } = powerIn(study(1, { untrained: true }));
  // ν of the four intermediates: 4·(3 − 1).
  const known = { seedDeviation, itemError, seeds: 3, degrees: 8 };
  expect(effect(3)).toBeCloseTo(detectableEffect({ ...known, seededSides: 1 }), 9);
  expect(effect(3) / own).toBeCloseTo(1, 2);
});

it('ways to keep a model are classes of their own: more of them make nothing known better', () => {
  const { effect, seedDeviation, itemError } = powerIn(study(2, { ways: ['best', 'last', 'average'] }));
  // ν of zero-shot and the four intermediates: 5·(3 − 1).
  expect(effect(3)).toBeCloseTo(detectableEffect({ seedDeviation, itemError, seeds: 3, degrees: 10 }), 9);
});

it('an effect of the size that is told is found in about four studies of five', () => {
  const told = detectableEffect({ seedDeviation: sigma, itemError: 0, seeds: 3, degrees: 8, seededSides: 1 });
  let [found, all, size] = [0, 0, 0];
  for (let draw = 0; draw < 60; draw++) {
    const results = study(draw + 10, { untrained: true, gain: told });
    size += powerIn(results).effect(3) / 60;
    for (const { language, role, againstRole, interval } of analyseResults(results, { replicates: 100 }).effects) {
      if (language !== null || role !== 'intermediate' || againstRole !== 'baseline') continue;
      all++;
      if (interval && interval[0] > 0) found++;
    }
  }
  expect(found / all).toBeGreaterThan(0.72);
  expect(found / all).toBeLessThan(0.88);
  expect(Math.abs(size / told - 1)).toBeLessThan(0.1);
});
