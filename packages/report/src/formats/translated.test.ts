import type { Arm, Cell, Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { conditionName } from './conditions.ts';
import { madeUpResults } from './fixtures/made-up-results.ts';
import { gaps } from './gaps.ts';
import { markdownReport } from './markdown.ts';

const base = madeUpResults({
  languages: ['de', 'en', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10],
  items: 80,
  targets: ['xnli'],
});

/** The cells of one arm again, under another arm's name and without one language. */
const again = (from: Arm, arm: Arm, without: readonly string[]): Cell[] =>
  base.cells
    .filter((cell) => cell.arm === from && !without.includes(cell.language))
    .map((cell) => ({ ...cell, arm, stage: `${cell.stage}-${arm}` }));

const results: Results = {
  ...base,
  study: {
    ...base.study,
    arms: [
      ...base.study.arms,
      'translate-train',
      'translate-train+english',
      'translate-test',
      'intermediate+translate-train',
    ],
  },
  cells: [
    ...base.cells,
    ...again('zero-shot', 'translate-train', ['en', 'sw']),
    ...again('zero-shot', 'translate-train+english', ['en', 'sw']),
    ...again('zero-shot', 'translate-test', ['en']),
    ...again('intermediate', 'intermediate+translate-train', ['en', 'sw']),
  ],
  unavailable: (['translate-train', 'translate-train+english', 'intermediate+translate-train'] as const).map((arm) => ({
    target: 'xnli',
    language: 'sw',
    arm,
    reason: 'mnli cannot be translated from en into sw (apertium: no such mode)',
  })),
};

it('gives translated arms their own rows, names and comparisons, and English none of them', () => {
  const analysis = analyse(results, { resamples: 200 });
  const names = [...new Set(analysis.rows.map(conditionName))];
  expect(names).toEqual([
    'zero-shot',
    'mnli',
    'translate-train',
    'translate-train with English',
    'translate-test',
    'mnli + translate-train',
    '10 shots',
    'mnli + 10 shots',
  ]);
  const macro = (name: string) => analysis.rows.find((row) => row.language === null && conditionName(row) === name);
  expect(macro('translate-train')).toMatchObject({ languages: 1, missing: 0, toZeroShot: { value: 0 } });
  expect(macro('translate-test')).toMatchObject({ languages: 2, missing: 0 });
  const compared = analysis.comparisons
    .filter(({ language }) => language === null)
    .map(({ condition, against }) => `${conditionName(condition)} − ${conditionName(against)}`);
  expect(compared).toEqual(
    expect.arrayContaining([
      'mnli − translate-train',
      'mnli − translate-test',
      'mnli + translate-train − translate-train',
    ]),
  );
  expect(analysis.curves.flatMap(({ points }) => points.map(({ shots }) => shots))).toEqual([0, 10, 0, 10]);
});

it('counts a translated evaluation that is not there as missing', () => {
  const cells = results.cells.filter(({ arm, language }) => arm !== 'translate-test' || language !== 'sw');
  const analysis = analyse({ ...results, cells }, { resamples: 200 });
  const row = analysis.rows.find(({ arm, language }) => arm === 'translate-test' && language === null);
  expect(row).toMatchObject({ missing: base.study.seeds.length });
  expect(gaps(analysis, results).find(({ title }) => title === 'Not available')?.rows).toHaveLength(3);
});

it('says what translation means', () => {
  expect(markdownReport(analyse(results, { resamples: 200 }), results)).toMatch(
    /\*\*Translation\.\*\* Translate-train has one model/,
  );
  expect(markdownReport(analyse(base, { resamples: 200 }), base)).not.toContain('Translation.');
});
