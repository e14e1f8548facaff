import type { Table } from '@stopover/data';
import { describe, expect, it } from 'vitest';
import { tagsInKey } from './key-content.ts';

const table = (role: Table['role'], language: string): Table => ({
  ...{ task: 'tags', role, language, fingerprint: language },
  location: { repo: 'made/tags', revision: 'main', config: language, split: role },
});
const train = [table('train', 'en'), table('train', 'de')];
const shots = table('validation', 'de');
const sets = [
  { tables: [0], take: 'all' as const },
  { tables: [1], take: 'shots' as const },
];

describe('the rule by which rows give a head its tags', () => {
  it.each([
    ['rows that are no training rows', { head: 'new' as const, data: [shots] }],
    ['several tables of one data set', { head: 'new' as const, data: train }],
    ['shots beside training rows', { head: 'new' as const, data: [table('train', 'en'), shots], sets }],
  ])('is in the key of a training on %s', (_, stage) => {
    expect(tagsInKey(stage)).toEqual({ tags: 'rows trained on' });
  });

  it.each([
    ['one table of training rows', { head: 'new' as const, data: [table('train', 'en')] }],
    ['several data sets of training rows', { head: 'new' as const, data: train, sets }],
    ['a head that is there', { head: 'keep' as const, data: [shots] }],
  ])('leaves the key of a training on %s as it was', (_, stage) => {
    expect(tagsInKey(stage)).toEqual({});
  });
});
