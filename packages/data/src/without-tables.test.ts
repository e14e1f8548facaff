import { defineMetric, defineTask, type TableRef } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { locate } from './locate.ts';
import { withoutTables } from './without-tables.ts';

const metric = defineMetric<'classification'>({ name: 'none', range: [0, 1], score: () => 0 });

const task = (name: string, tables: (split: string) => readonly [TableRef, ...TableRef[]]) =>
  defineTask({
    name,
    kind: 'classification',
    role: 'intermediate',
    about: { summary: 'Does it follow?', paper: 'https://example.org', license: 'none' },
    source: {
      repo: `made/${name}`,
      revision: 'c'.repeat(40),
      splits: { train: 'train', validation: 'dev' },
      tables: (_, split) => tables(split),
    },
    languages: { english: 'en' },
    head: { labels: ['yes', 'no'] },
    sharesWith: [
      { task: 'harbour', split: 'train', what: 'they have rows in common' },
      { task: 'xharbour', split: 'train', what: 'it trains on harbour' },
      { task: 'xharbour', split: 'test', what: 'they have texts in common' },
    ],
    metrics: [metric],
    row: { parse: () => ({}) },
    example: () => ({ skipped: 'not read here' }),
  });

const harbour = task('harbour', (split) => [{ config: 'english', split }]);
const own = { config: 'english', split: 'train' };
const both = task('both', (split) => [
  { config: 'english', split },
  { repo: 'made/harbour', revision: 'd'.repeat(40), config: 'english', split },
]);
const options = { others: [harbour], trained: ['xharbour'], where: 'line 3' };

describe('a task without the tables of another', () => {
  it('reads the others in each split, and says no more that it shares what went', () => {
    const left = withoutTables(both, options);
    expect(locate(both, 'en', 'train')?.joined).toHaveLength(1);
    expect(locate(left, 'en', 'train')).toEqual({ repo: 'made/both', revision: 'c'.repeat(40), ...own });
    expect(locate(left, 'en', 'validation')).toMatchObject({ repo: 'made/both', split: 'dev' });
    expect(left.sharesWith).toEqual([{ task: 'xharbour', split: 'test', what: 'they have texts in common' }]);
    expect(left.name).toBe('both');
  });

  it('is refused where nothing is left, and where there is nothing to leave out', () => {
    const other = task('other', (split) => [{ config: 'english', split }]);
    expect(() => withoutTables(harbour, options)).toThrow('line 3: nothing is left of harbour without harbour.');
    expect(() => withoutTables(both, { ...options, others: [other] })).toThrow(
      'line 3: both has no table of other, so that there is nothing to leave out.',
    );
  });
});
