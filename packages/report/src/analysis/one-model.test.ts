import type { Cell, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import { isOneModel } from './one-model.ts';

const seeds = [1, 2, 3];
const made = madeUpResults({
  ...{ languages: ['de', 'sw'], shots: [], seeds, items: 60, targets: ['xnli'] },
  intermediates: ['none', 'mnli', 'squad', 'ready'],
});

/** As a target without training has them: what no seed decides stands under every seed, with or without its stage's name. */
function asTarget(named: boolean, models: readonly string[]): Results {
  const firstOf = ({ language, intermediate }: Cell) =>
    made.cells.find((one) => one.language === language && one.intermediate === intermediate && one.seed === 1);
  const cells = made.cells.map((cell, i): Cell => {
    const first = models.includes(cell.intermediate) ? firstOf(cell) : undefined;
    const { seed } = cell;
    return { ...(first ?? cell), seed, training: '', stage: named && first ? `${first.stage} of all` : `row ${i}` };
  });
  return { ...made, cells };
}

const gainOf = (results: Results, name: string) =>
  analyseResults(results, { replicates: 200 }).effects.find(
    ({ condition, language, againstRole }) =>
      condition.name === name && language === null && againstRole === 'baseline',
  );

describe('a ready checkpoint on a target without training', () => {
  it.each([true, false])('has no seeds, and narrows nobody else’s interval (stages named: %s)', (named) => {
    const without = gainOf(
      (({ cells, ...rest }) => ({ ...rest, cells: cells.filter(({ intermediate }) => intermediate !== 'ready') }))(
        asTarget(named, ['none', 'ready']),
      ),
      'mnli',
    );
    const results = asTarget(named, ['none', 'ready']);
    expect(gainOf(results, 'mnli')?.interval).toEqual(without?.interval);
    expect(gainOf(results, 'ready')).toMatchObject({ seeds: 0, sources: { seeds: false } });
    expect(gainOf(results, 'mnli')).toMatchObject({ seeds: 3 });
  });

  it('is told from runs at the floor, whose answers are alike by chance', () => {
    const [cell] = made.cells;
    if (!cell) throw new Error('no cell');
    const same = (items: number[]) =>
      seeds.map((seed) => ({ ...cell, seed, stage: `row ${seed}`, items: Float64Array.from(items) }));
    expect(isOneModel(same([0, 100, 0]))).toBe(true);
    expect(isOneModel(same([0, 0, 0]))).toBe(false);
    expect(isOneModel(same([0, 100, 0]).slice(0, 1))).toBe(false);
    expect(
      isOneModel([
        ...same([0, 100, 0]).slice(0, 2),
        { ...cell, seed: 3, stage: 'other', items: Float64Array.of(0, 0, 100) },
      ]),
    ).toBe(false);
  });
});

describe('a baseline of a target that nothing was trained on, in a table of others', () => {
  it('has seeds where its runs differ from seed to seed, and none where they are one model', () => {
    const zeroShot = (results: Results) =>
      analyseResults(results, { replicates: 200 }).scores.find(
        ({ role, language }) => role === 'baseline' && language === null,
      );
    expect(zeroShot(asTarget(false, []))).toMatchObject({ seeds: 3, bySeed: { length: 3 } });
    expect(gainOf(asTarget(false, []), 'mnli')?.estimate).toBeCloseTo(gainOf(made, 'mnli')?.estimate ?? 0, 9);
    expect(zeroShot(asTarget(false, ['none']))?.seeds).toBe(1);
  });
});
