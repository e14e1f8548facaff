import {
  ArmTable,
  type ContrastSide,
  describeArm,
  type PlannedArm,
  type PrimaryContrast,
  type Results,
} from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { armsNamed, madeUpResults } from '../fixtures/made-up-results.ts';
import { latexTables } from '../formats/latex.ts';
import { viewOf } from '../page/group-view.ts';
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
    const results = only(['mnli'], { primary: minusZeroShot.slice(1) });
    const analysed = analyseResults(results, few);
    expect(analysed.answer.lines.map(({ declared, effect }) => [declared, effect?.condition.name])).toEqual([
      [false, 'mnli'],
      ...[1, 2, 3].map(() => [true, undefined]),
    ]);
    expect(analysed.answer.headline).toMatch(/^Of 3 declared contrasts, 3 have no result yet; the exploratory one: /);
    expect(viewOf(analysed, results).declared).toBe(true);
    const tables = latexTables(analysed, results);
    expect(tables).not.toContain('All contrasts are exploratory');
    expect(tables).toContain("p-values are, by Holm's method. $\\ast$: declared before the study ran.}");
    expect(tables).not.toContain('\\emph{p}');
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

/** An arm of a study's own that averages the weights of three seeds of another. */
function soupOf(arm: string): PlannedArm {
  const own = { name: 'soup', path: [], combine: { average: 'seeds' as const, size: 3 }, line: 'the mean of three' };
  const soup = { name: 'soup', where: 'arms', own, averaged: { name: arm, where: 'arms' } };
  const [made] = new ArmTable().formsOf([soup]).map(describeArm);
  if (!made) throw new Error('there is no arm');
  return made;
}

describe('an arm that names another to be compared with', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const world = madeUpResults({
    ...{ languages: ['de'], intermediates: ['none', 'mnli', 'squad-v2', 'qqp'], shots: [10, 100] },
    ...{ targets: ['xnli'], items: 60, seeds },
  });
  const withSoup = (arm: string, study: Partial<Results['study']> = {}): readonly string[] => {
    const cells = world.cells.filter((cell) => cell.arm === 'zero-shot' || cell.arm === arm);
    const soup = cells
      .filter((cell) => cell.arm === arm && cell.seed % 3 === 1)
      .map((cell) => ({ ...cell, arm: 'soup', stage: `${cell.stage}-soup` }));
    const arms = [...armsNamed('zero-shot', arm), soupOf(arm)];
    const results = { ...world, study: { ...world.study, arms, ...study }, cells: [...cells, ...soup] };
    return meansOf(analyseResults(results, few)).map(({ condition, against }) => `${condition.name} − ${against.name}`);
  };

  it('is compared with it of the same intermediate', () => {
    const pairs = withSoup('intermediate');
    expect(pairs.filter((pair) => pair.startsWith('soup') && !pair.endsWith('zero-shot'))).toEqual([
      'soup: mnli − mnli',
      'soup: squad-v2 − squad-v2',
      'soup: qqp − qqp',
    ]);
    expect(pairs).toHaveLength(9);
  });

  it('is compared with it of the same number of shots', () => {
    const pairs = withSoup('target-shots');
    expect(pairs.filter((pair) => pair.startsWith('soup') && !pair.endsWith('zero-shot'))).toEqual([
      'soup: 10 shots − 10 shots',
      'soup: 100 shots − 100 shots',
    ]);
    expect(pairs).toHaveLength(6);
  });

  it.each([
    ['intermediate', { intermediate: 'mnli', shots: 0 }, { intermediate: 'squad-v2', shots: 0 }, 'mnli − squad-v2'],
    ['target-shots', { intermediate: 'none', shots: 10 }, { intermediate: 'none', shots: 100 }, '10 shots − 100 shots'],
  ])('is compared as the study declares, also where %s differs', (arm, side, against, pair) => {
    const declared = (of: string): PrimaryContrast => ({
      ...{ target: 'xnli', arm: of, ...side },
      against: { arm, ...against },
    });
    const pairs = withSoup(arm, { primary: [declared('soup'), declared(arm)] });
    expect(pairs).toContain(pair);
    expect(pairs).toContain(`soup: ${pair}`);
  });
});
