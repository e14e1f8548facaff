import type { Cell, Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';

import { reportGaps } from '../appendix/gaps.ts';
import { armsNamed, madeUpResults } from '../fixtures/made-up-results.ts';
import { markdownReport } from './markdown.ts';

const base = madeUpResults({
  languages: ['de', 'en', 'sw'],
  intermediates: ['none', 'mnli'],
  shots: [10],
  items: 80,
  targets: ['xnli'],
});

/** The cells of one arm again, under another arm's name and without one language. */
const again = (from: string, arm: string, without: readonly string[]): Cell[] =>
  base.cells
    .filter((cell) => cell.arm === from && !without.includes(cell.language))
    .map((cell) => ({ ...cell, arm, stage: `${cell.stage}-${arm}` }));

const results: Results = {
  ...base,
  study: {
    ...base.study,
    arms: [
      ...base.study.arms,
      ...armsNamed('translate-train', 'translate-train+english', 'translate-test', 'intermediate+translate-train'),
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
  const analysis = analyseResults(results, { replicates: 200 });
  const names = [...new Set(analysis.scores.map(({ condition }) => condition.name))];
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
  const macro = (name: string) =>
    analysis.scores.find(({ language, condition }) => language === null && condition.name === name);
  expect(macro('translate-train')).toMatchObject({ languages: ['de'], missing: 0 });
  expect(macro('translate-test')).toMatchObject({ languages: ['de', 'sw'], missing: 0 });
  const effects = analysis.effects.filter(({ language }) => language === null);
  expect(effects.find(({ condition }) => condition.name === 'translate-train')).toMatchObject({ estimate: 0 });
  const compared = effects.map(({ condition, against }) => `${condition.name} − ${against.name}`);
  expect(compared).toEqual(
    expect.arrayContaining([
      'mnli − translate-train',
      'mnli − translate-test',
      'mnli + translate-train − translate-train',
    ]),
  );
  const curve = analysis.curves.find(({ language }) => language === null);
  expect(curve?.points.map(({ shots }) => shots)).toEqual([10]);
});

it('counts a translated evaluation that is not there as missing', () => {
  const cells = results.cells.filter(({ arm, language }) => arm !== 'translate-test' || language !== 'sw');
  const analysis = analyseResults({ ...results, cells }, { replicates: 200 });
  const row = analysis.scores.find(
    ({ condition, language }) => condition.arm === 'translate-test' && language === null,
  );
  expect(row).toMatchObject({ missing: base.study.seeds.length });
  expect(reportGaps(analysis, results).find(({ title }) => title === 'Not available')?.rows).toHaveLength(3);
});

it('says what translation means', () => {
  expect(markdownReport(analyseResults(results, { replicates: 200 }), results)).toMatch(
    /\*\*Translation\.\*\* Translate-train has one model/,
  );
  expect(markdownReport(analyseResults(base, { replicates: 200 }), base)).not.toContain('Translation.');
});
