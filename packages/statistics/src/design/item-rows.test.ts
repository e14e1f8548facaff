import { describe, expect, it } from 'vitest';
import { effectOf } from '../effects/effect.ts';
import { armTable } from './arm-table.ts';
import { differenceOfArms } from './contrast.ts';
import { itemFrame } from './item-frame.ts';
import { type ItemRow, itemTable } from './item-rows.ts';

/** Two arms, two languages, two seeds, three items; the second arm gets one item more right in each run. */
const rows: readonly ItemRow[] = ['zero-shot', 'mnli'].flatMap((arm) =>
  ['de', 'sw'].flatMap((language) =>
    [1, 2].flatMap((seed) =>
      ['a', 'b', 'c'].map((item, i) => ({ arm, language, seed, item, score: i < (arm === 'mnli' ? 2 : 1) ? 1 : 0 })),
    ),
  ),
);

const effect = (table: readonly ItemRow[], parallel = false) => {
  const { languages, arms } = itemTable(table, { parallel });
  const frame = itemFrame(languages);
  const tables = arms.map((arm) => armTable(frame, arm));
  const find = (name: string) => tables.find((one) => one.name === name);
  const [a, b] = [find('mnli'), find('zero-shot')];
  if (!a || !b) throw new Error('an arm is missing');
  return { frame, effect: effectOf(differenceOfArms(frame, a, b, frame.languages.keys())) };
};

describe('itemTable', () => {
  it('sorts rows into runs, in any order, in points', () => {
    const found = effect(rows);
    expect(found.effect.value).toBeCloseTo(100 / 3, 10);
    expect(found.effect).toMatchObject({ seeds: 2, languages: ['de', 'sw'], leftOut: 0 });
    expect(found.frame.size).toBe(6);
    expect(effect(rows.toReversed()).effect.value).toBeCloseTo(100 / 3, 10);
    expect(effect(rows, true).frame.size).toBe(3);
  });

  it('takes defaults for what is not there', () => {
    const { languages, arms } = itemTable([
      { arm: 'zero-shot', item: 'a', score: 1 },
      { arm: 'few', item: 'a', score: 0.5, shots: 10 },
    ]);
    expect(languages).toEqual([{ language: 'und', clusters: ['und a'] }]);
    expect(arms[0]).toMatchObject({ varianceClass: 'no shots', runs: [{ seed: 1, bucket: 0 }] });
    expect(arms[1]).toMatchObject({ varianceClass: '10 shots', runs: [{ seed: 1, bucket: 1 }] });
    expect(Array.from(arms[1]?.runs[0]?.items ?? [])).toEqual([50]);
  });

  it('takes counts for an F1', () => {
    const { arms } = itemTable([
      { arm: 'a', item: '1', tp: 2, fp: 0, fn: 1 },
      { arm: 'a', item: '2', tp: 1, fp: 1, fn: 1 },
    ]);
    // 2·3 / (2·3 + 1 + 2)
    const items = Array.from(arms[0]?.runs[0]?.items ?? []);
    expect((items[0] ?? 0) + (items[1] ?? 0)).toBeCloseTo((2 * 600) / 9, 10);
  });

  it.each([
    ['row 3: item a is in its run a second time', [...rows.slice(0, 2), rows[0]]],
    ['row 1: its score is 1.5', [{ arm: 'a', item: 'x', score: 1.5 }]],
    ['row 1: its score is undefined', [{ arm: 'a', item: 'x' }]],
    ['row 1: tp, fp and fn', [{ arm: 'a', item: 'x', tp: 1 }]],
    [
      'row 3: its run has no item b, which others of und have',
      [
        { arm: 'a', item: 'a', score: 1 },
        { arm: 'a', item: 'b', score: 1 },
        { arm: 'b', item: 'a', score: 1 },
      ],
    ],
    [
      'row 2: item a is in group q, and elsewhere in p',
      [
        { arm: 'a', item: 'a', group: 'p', score: 1 },
        { arm: 'b', item: 'a', group: 'q', score: 1 },
      ],
    ],
  ])('says %s', (message, table) => {
    expect(() => itemTable(table.flatMap((row) => row ?? []))).toThrow(message);
  });
});
