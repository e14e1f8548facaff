import { locate } from '@stopover/data';
import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { udpos } from './index.ts';

const rows = [
  { tokens: ['Die', 'Fähre', 'lief', 'aus', '.'], pos_tags: [5, 7, 15, 1, 12] },
  { tokens: ['港', '町'], pos_tags: [7, 7] },
  { tokens: [], pos_tags: [] },
];

describeTask(udpos, rows);

it('reads tags by their numbers on the hub', () => {
  expect(udpos.read(rows[0])).toMatchObject({ gold: ['DET', 'NOUN', 'VERB', 'ADP', 'PUNCT'] });
  expect(() => udpos.read({ tokens: ['x'], pos_tags: [17] })).toThrow(/pos_tags/);
  expect(() => udpos.read({ tokens: ['x'], pos_tags: [] })).toThrow(/differ in number/);
});

it("has XTREME's 33 languages, and XTREME-R's five in another place", () => {
  expect(new Set(Object.values(udpos.languages)).size).toBe(38);
  expect(locate(udpos, 'yo', 'test')).toMatchObject({ repo: 'google/xtreme', config: 'udpos.Yoruba' });
  expect(locate(udpos, 'wo', 'test')).toMatchObject({ repo: 'derived/xtreme-r-udpos', config: 'udpos.Wolof' });
});
