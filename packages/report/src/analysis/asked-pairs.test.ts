import type { ContrastSide, PrimaryContrast, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import type { Analysed } from './analysed.ts';

const few = { replicates: 200 };
const zeroShot: ContrastSide = { arm: 'zero-shot', intermediate: 'none', shots: 0 };
const names = ['mnli', 'squad-v2', 'qqp', 'anli'];
const minusZeroShot = names.map(
  (intermediate): PrimaryContrast => ({
    ...{ target: 'xnli', arm: 'intermediate', intermediate, shots: 0, against: zeroShot },
  }),
);

const meansOf = ({ effects }: Analysed) => effects.filter(({ language }) => language === null);

describe('declared contrasts', () => {
  const whole = madeUpResults({
    ...{ languages: ['de', 'sw'], intermediates: ['none', ...names], shots: [], seeds: [1, 2, 3] },
    ...{ targets: ['xnli'], items: 300, gain: 4 },
  });
  const only = (there: readonly string[], study: Partial<Results['study']> = {}): Results => ({
    ...whole,
    study: { ...whole.study, primary: minusZeroShot, ...study },
    cells: whole.cells.filter(({ intermediate }) => ['none', ...there].includes(intermediate)),
  });

  it.each([
    ['of a study that planned them', { planned: true }, 'qqp minus zero-shot'],
    ['of a table of what has run', { planned: false }, 'qqp, intermediate minus zero-shot'],
  ])('count in the correction where they have no result, %s', (_, study, missing) => {
    const analysed = analyseResults(only(['mnli', 'squad-v2'], study), few);
    const declared = meansOf(analysed).filter(({ primary }) => primary);
    const ps = declared.map(({ p }) => p ?? Number.NaN).sort((a, b) => a - b);
    const smallest = declared.find(({ p }) => p === ps[0]);
    expect(declared).toHaveLength(2);
    // Holm's first step over four.
    expect(smallest?.pAdjusted).toBeCloseTo(4 * (ps[0] ?? Number.NaN), 12);
    expect(analysed.answer.headline).toMatch(/^Of 4 declared contrasts, .*, 2 have no result yet\.$/);
    expect(analysed.answer.lines).toHaveLength(4);
    expect(analysed.answer.lines[2]).toMatchObject({
      ...{ target: 'xnli', effect: null, declared: true, verdict: null },
      text: `On xnli, ${missing} was declared and has no result yet.`,
    });
  });

  it('without a result of any stand beside what was found', () => {
    const analysed = analyseResults(only(['mnli'], { primary: minusZeroShot.slice(1) }), few);
    expect(analysed.answer.lines.map(({ declared, effect }) => [declared, effect?.condition.name])).toEqual([
      [false, 'mnli'],
      ...[1, 2, 3].map(() => [true, undefined]),
    ]);
    expect(analysed.answer.headline).toMatch(/^Of 3 declared contrasts, 3 have no result yet; of 1 exploratory, /);
  });

  it('of a training or a target without one result are not forgotten', () => {
    const [first] = minusZeroShot;
    const elsewhere = [{ training: 'own' }, { target: 'xcopa' }].flatMap((at) => (first ? { ...first, ...at } : []));
    const { answer } = analyseResults(only(names, { primary: [...minusZeroShot, ...elsewhere] }), few);
    expect(answer.headline).toMatch(/^Of 6 declared contrasts, .*, 2 have no result yet\.$/);
    expect(answer.lines.slice(4).map(({ text }) => text)).toEqual([
      'On xnli (own), mnli, intermediate minus zero-shot was declared and has no result yet.',
      'On xcopa, mnli, intermediate minus zero-shot was declared and has no result yet.',
    ]);
  });
});
