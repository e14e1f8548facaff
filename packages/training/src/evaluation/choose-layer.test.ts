// Of several layers the best on development rows is taken, by a metric of which more or less may be better.
import { defineMetric, defineTask } from '@stopover/core';
import { expect, it } from 'vitest';
import { chooseLayer } from './choose-layer.ts';

const pairsBy = (name: string, range: readonly [number, number], score: (right: number) => number) =>
  defineTask({
    name: 'pairs',
    kind: 'bitext',
    role: 'target',
    about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test', validation: 'dev' } },
    languages: { default: 'xx' },
    head: {},
    metrics: [
      defineMetric<'bitext'>({
        ...{ name, range },
        score: (found) => score(found.filter(({ gold, prediction }) => gold === prediction).length / found.length),
      }),
    ],
    row: { parse: () => ({}) },
    example: () => ({ gold: '' }),
  });

/** Layers 1 to 3, of whose four development rows so many are right. */
const outcome = {
  usualLayer: 1,
  layers: [1, 3, 2].map((right, i) => ({
    ...{ layer: i + 1, predictions: [], threshold: null },
    dev: Array.from({ length: 4 }, (_, at) => ({ id: `${at}`, gold: 'a', prediction: at < right ? 'a' : 'b' })),
  })),
};

it.each([
  ['accuracy, where more is better', pairsBy('accuracy', [0, 100], (share) => 100 * share)],
  ['an error rate, where less is better', pairsBy('error rate', [100, 0], (share) => 100 - 100 * share)],
  ['a score that not every layer has', pairsBy('above a half', [0, 1], (share) => (share > 0.6 ? share : Number.NaN))],
])('the layer that is best by %s', (_, task) => {
  expect(chooseLayer(task, [{ language: 'xx', outcome }])).toMatchObject({ layer: 2, chosenBy: 'development' });
});
