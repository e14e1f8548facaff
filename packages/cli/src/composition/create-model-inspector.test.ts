import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type AnyTask, defineTask, type Example, type Kind } from '@stopover/core';
import { architectures } from '@stopover/encoders';
import { recipe, train } from '@stopover/training';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/folder.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';
import { createModelInspector } from './create-model-inspector.ts';

const described = {
  role: 'intermediate',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train' } },
  languages: { default: 'en' },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
} as const;
const spans = defineTask({
  ...described,
  name: 'spans',
  kind: 'span',
  head: { unanswerable: true },
  example: () => ({ question: '', context: '', gold: { texts: [], start: -1 } }),
});
const tags = defineTask({
  ...described,
  name: 'tags',
  kind: 'tagging',
  head: { labels: ['A', 'B'] },
  example: () => ({ words: [], gold: [] }),
});

const words = (i: number) => Array.from({ length: 3 + 12 * i }, (_, n) => `word${(n * 7 + i) % 5}`);
const rows = [0, 1, 2];
const cases: [AnyTask, Example<Kind>[]][] = [
  [spans, rows.map((i) => ({ question: 'what?', context: words(i).join(' '), gold: { texts: [], start: -1 } }))],
  [tags, rows.map((i) => ({ words: words(i), gold: words(i).map((_, n) => (n % 2 ? 'A' : 'B')) }))],
];

it.each(cases)('counts as many sequences of $name as a training has steps of one each', async (task, examples) => {
  await using folder = await temporaryFolder();
  const from = join(folder.path, 'model');
  await writeSmallModel(from);
  const each = recipe({ batchSize: 1, epochs: 1, maxLength: 16, docStride: 8, select: 'last' });
  const count = await createModelInspector(architectures).sequences(from, task, examples, each);
  expect(count).toBeGreaterThan(examples.length + 2);
  const given = { from, data: [{ task, examples }], head: 'new', recipe: each, seed: 1, threads: 1 } as const;
  const { steps } = await train({ ...given, backend: cpu(), folder: join(folder.path, 'stage') });
  expect(steps).toBe(count);
});
