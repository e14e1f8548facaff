import { describe, expect, it } from 'vitest';
import { jointClusters, SharedItems } from './shared-items.ts';

describe('clusters over languages', () => {
  it('are the same in every language of a parallel test', () => {
    const test = { ids: ['0', '1', '2', '3'], groups: ['0', '0', '2', '2'] };
    expect(jointClusters([test, { ...test }])).toEqual([test.groups, test.groups]);
  });

  it('are joined everywhere where one language does not tell two of them apart', () => {
    const ids = ['0', '1', '2', '3', '4'];
    expect(
      jointClusters([
        { ids, groups: ['0', '0', '2', '2', '4'] },
        { ids, groups: ['0', '0', '0', '0', '4'] },
      ]),
    ).toEqual([
      ['0', '0', '0', '0', '4'],
      ['0', '0', '0', '0', '4'],
    ]);
  });

  it('are known by the items that two languages share, where each has others beside', () => {
    expect(
      jointClusters([
        { ids: ['q1', 'q2', 'q5'], groups: ['q1', 'q1', 'q5'] },
        { ids: ['q2', 'q3', 'q4'], groups: ['q2', 'q2', 'q4'] },
      ]),
    ).toEqual([
      ['q1', 'q1', 'q5'],
      ['q1', 'q1', 'q4'],
    ]);
  });

  it('do not take a name of a group in one language for the same name in another', () => {
    expect(
      jointClusters([
        { ids: ['a', 'b'], groups: ['x', 'x'] },
        { ids: ['c', 'd'], groups: ['x', 'x'] },
      ]),
    ).toEqual([
      ['a', 'a'],
      ['c', 'c'],
    ]);
  });
});

describe('items of cells', () => {
  const read = () => ({ ids: ['0', '1', '2'], groups: ['0', '0', '2'] });

  it('are one object for all cells of a target and language', () => {
    const shared = new SharedItems();
    const first = shared.test('xnli', 'de', read());
    expect(shared.test('xnli', 'de', read())).toBe(first);
    expect(shared.test('xnli', 'de', { ids: ['0', '1'], groups: ['0', '0'] })).not.toBe(first);
    expect(shared.clusters().get(first)).toEqual(['0', '0', '2']);
  });

  it('have no clusters without groups', () => {
    const shared = new SharedItems();
    const test = shared.test('pan-x', 'de', { ids: ['0', '1'] });
    expect(shared.clusters().get(test)).toBeUndefined();
  });
});
