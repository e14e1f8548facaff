import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { equivalentsChart } from '../figures/equivalents-chart.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { viewOf } from '../page/group-view.ts';
import { analyseResults } from './analyse-results.ts';
import { equivalentText } from './equivalent-text.ts';

const few = { replicates: 200 };
const whole = madeUpResults({
  ...{ languages: ['de', 'el', 'sw', 'th'], intermediates: ['none', 'mnli'], shots: [10, 100], seeds: [1, 2, 3] },
  ...{ targets: ['xnli'], items: 300, gain: 25 },
});

/** The answer for mnli, its own effect, and its equivalent over all languages. */
function judged(gone: (cell: Cell) => boolean) {
  const results: Results = { ...whole, cells: whole.cells.filter((cell) => !gone(cell)) };
  const { answer, effects, equivalents } = analyseResults(results, few);
  const isMacro = ({ language }: { readonly language: string | null }) => language === null;
  const effect = effects.filter(isMacro).find(({ condition }) => condition.name === 'mnli');
  const [equivalent] = equivalents.filter(isMacro);
  if (!effect || !equivalent) throw new Error('mnli has no effect or no equivalent');
  return { text: answer.lines[0]?.text ?? '', effect, equivalent, said: equivalentText(equivalent) };
}

describe('the shot equivalent', () => {
  it('says over which languages it is, and the gain in them, where its effect is over more', () => {
    const { text, effect, equivalent, said } = judged(
      ({ shots, language }) => shots > 0 && !['de', 'el'].includes(language),
    );
    expect(effect.languages).toEqual(['de', 'el', 'sw', 'th']);
    expect(equivalent).toMatchObject({ languages: ['de', 'el'], seeds: 3, partly: true });
    expect(equivalent.gain).not.toBeCloseTo(effect.estimate, 1);
    const gain = equivalent.gain.toFixed(1).replace('.', '\\.');
    expect(said).toMatch(
      new RegExp(
        `examples \\(\\d+ %\\)\\. This is over 2 languages \\(de, el\\) and 3 seeds, where the gain of mnli is \\+${gain} points \\[.*\\]\\.$`,
      ),
    );
    expect(text.endsWith(said)).toBe(true);
  });

  it('says so where examples lack a seed', () => {
    const { effect, equivalent, said } = judged(
      ({ shots, language, seed }) => shots === 100 && language === 'sw' && seed === 1,
    );
    expect([effect.seeds, equivalent.seeds, equivalent.partly]).toEqual([3, 2, true]);
    expect(said).toContain('This is over 4 languages (de, el, sw, th) and 2 seeds');
  });

  it('says no more where its effect is over the same', () => {
    const { effect, equivalent, said } = judged(() => false);
    expect(equivalent.gain).toBeCloseTo(effect.estimate, 12);
    expect(equivalent.partly).toBe(false);
    expect(said).not.toContain('This is over');
  });

  it('has no probabilities where nothing is known of any error: one seed, and one score for all items', () => {
    const cells = whole.cells.flatMap((cell) => (cell.seed === 1 ? [{ ...cell, items: null }] : []));
    const results: Results = { ...whole, cells };
    const analysis = analyseResults(results, few);
    const [equivalent] = analysis.equivalents;
    if (!equivalent) throw new Error('mnli has no equivalent');
    expect(equivalent).toMatchObject({ answer: 'uncertain', shots: null, interval: null, gainInterval: null });
    expect(equivalentText(equivalent)).toMatch('What mnli equals in examples is not known');
    for (const group of viewOf(analysis, results).groups) expect(equivalentsChart(group)).toBeNull();
  });
});
