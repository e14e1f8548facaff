import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { viewOf } from '../page/group-view.ts';
import { html } from '../page/html.ts';
import { languagesSection } from '../page/sections/languages.ts';
import { analyseResults } from './analyse-results.ts';

const resultsWith = (seeds: readonly number[], gain: number): Results =>
  madeUpResults({
    languages: ['de', 'sw'],
    intermediates: ['none', 'mnli'],
    shots: [],
    targets: ['xnli'],
    seeds,
    gain,
  });

const analysed = (results: Results) => analyseResults(results, { replicates: 200 });

const wordsOf = (results: Results) => html`${languagesSection(viewOf(analysed(results), results))?.body ?? ''}`.markup;

describe('languages that are helped', () => {
  it('are named from three seeds on, as verdicts are', () => {
    const [spread] = analysed(resultsWith([1, 2, 3], 30)).spreads;
    expect(spread?.helped.toSorted()).toEqual(['de', 'sw']);
    expect(wordsOf(resultsWith([1, 2, 3], 30))).toContain('Harmed: none.');
    const few = analysed(resultsWith([1], 30));
    expect(few.spreads[0]).toMatchObject({ helped: [], harmed: [] });
    expect(few.effects.filter(({ language }) => language !== null).map(({ verdict }) => verdict)).toEqual([
      'too few seeds',
      'too few seeds',
    ]);
    expect(wordsOf(resultsWith([1], 30))).toContain('With 1 seed no language is said to be helped or harmed');
  });

  it('are not told from others where no error is known: one seed, and one score for all items', () => {
    const results = resultsWith([1], 30);
    const cells = results.cells.map((cell): Cell => ({ ...cell, items: null }));
    const { spreads, effects } = analysed({ ...results, cells });
    expect(spreads).toEqual([]);
    // There is no interval that would be over seeds only.
    expect(effects[0]).toMatchObject({ interval: null, flags: ['shares data', 'one seed'] });
  });
});
