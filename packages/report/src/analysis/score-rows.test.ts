import { expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';

const whole = madeUpResults({
  ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [10], seeds: [1, 2, 3] },
  ...{ buckets: 3, items: 40, targets: ['xnli'] },
});

const counted = (cells: typeof whole.cells, name: string, language: string | null = null) => {
  const { scores } = analyseResults({ ...whole, cells }, { replicates: 100 });
  const row = scores.find((one) => one.condition.name === name && one.language === language);
  return [row?.seeds, row?.buckets, row?.bySeed.length];
};

it('a score counts the seeds and draws that are in its mean, and no others', () => {
  expect(counted(whole.cells, 'mnli')).toEqual([3, 0, 3]);
  expect(counted(whole.cells, '10 shots')).toEqual([3, 3, 3]);
  const without = whole.cells.filter(
    ({ arm, language, seed, bucket }) =>
      !(arm === 'intermediate' && language === 'sw' && seed === 3) &&
      !(arm === 'target-shots' && language === 'sw' && seed === 2 && bucket === 3),
  );
  expect(counted(without, 'mnli')).toEqual([2, 0, 2]);
  expect(counted(without, 'mnli', 'de')).toEqual([3, 0, 3]);
  expect(counted(without, '10 shots')).toEqual([3, 2, 3]);
});

it('a model that stands beside every seed as it is counts as one', () => {
  const cells = whole.cells.map((cell) => (cell.arm === 'zero-shot' ? { ...cell, stage: 'base model' } : cell));
  expect(counted(cells, 'zero-shot')).toEqual([1, 0, 3]);
});

it('one seed whose clusters all have the same share of right answers has no interval, and no p', () => {
  // A premise with one hypothesis of each label, and a model that gives the same label to all.
  const asRows = (cell: (typeof whole.cells)[number]) => ({
    ...cell,
    items: Float64Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 100 : 0)),
    ids: Array.from({ length: 12 }, (_, i) => `${i}`),
    groups: Array.from({ length: 12 }, (_, i) => `premise ${Math.floor(i / 3)}`),
    scores: { ...cell.scores, accuracy: 100 / 3 },
  });
  const cells = whole.cells.map(asRows);
  const one = cells.filter(({ seed, bucket }) => seed === 1 && bucket <= 1);
  const { scores, effects, spreads, best, curves } = analyseResults({ ...whole, cells: one }, { replicates: 100 });
  expect(scores.filter(({ interval }) => interval !== null)).toEqual([]);
  expect(effects.length).toBeGreaterThan(0);
  expect(effects.filter(({ interval, p, pPositive }) => interval ?? p ?? pPositive)).toEqual([]);
  expect([spreads, best[0]?.interval, best[0]?.bound]).toEqual([[], null, null]);
  expect(curves.flatMap(({ points }) => points.map(({ interval }) => interval))).not.toContainEqual(expect.any(Array));
  // Three seeds that agree are seen to agree.
  const three = analyseResults({ ...whole, cells }, { replicates: 100 });
  expect(three.effects[0]).toMatchObject({ estimate: 0, interval: [0, 0], pPositive: 0.5 });
});

it('the interval of a score ends where the metric does, that of a difference does not', () => {
  const few = madeUpResults({
    ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [], seeds: [1], items: 5, gain: -50 },
    targets: ['xnli'],
  });
  const { scores, effects } = analyseResults(few, { replicates: 100 });
  const ends = scores.flatMap(({ interval }) => interval ?? []);
  expect([Math.min(...ends) >= 0, Math.max(...ends)]).toEqual([true, 100]);
  expect(Math.min(...effects.flatMap(({ interval }) => interval?.[0] ?? []))).toBeLessThan(-100);
});
