import { cpu } from '@stopover/backend-cpu';
import { defineTask } from '@stopover/core';
import { oracleDev } from '@stopover/data';
import { expect, it } from 'vitest';
import { withOneHead } from './one-head.ts';
import { recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';

const tagsOf = (name: string, labels: readonly string[]) =>
  defineTask({
    name,
    kind: 'tagging',
    role: 'target',
    about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train' } },
    languages: { default: 'en' },
    head: { labels, labelsIn: 'train' },
    metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
    row: { parse: () => ({}) },
    example: () => ({ words: [], gold: [] }),
  });

const request = (target: string): TrainRequest => ({
  ...{ from: '', head: 'new', recipe: recipe({ select: 'oracle' }), seed: 1, backend: cpu(), folder: '' },
  data: [
    { task: tagsOf('trained', ['A', 'B']), examples: [] },
    { task: tagsOf('trained', ['C']), examples: [] },
  ],
  select: oracleDev({ task: tagsOf(target, ['B', 'D']), language: 'de', examples: [] }),
});

it.each(['trained', 'target'])(
  'development rows of %s are answered with the tags of the head that scores them',
  (name) => {
    const { data, select } = withOneHead(request(name));
    for (const { task } of [...data, ...(select ? [select] : [])])
      expect(task.head).toMatchObject({ labels: ['A', 'B', 'C'] });
    expect(select?.task.name).toBe(name);
  },
);
