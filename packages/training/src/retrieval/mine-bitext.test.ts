// Mining against the steps of XTREME's script written out with plain loops.
import { cpu } from '@stopover/backend-cpu';
import { expect, test } from 'vitest';
import { directions, tableOf } from '../fixtures/table-of.ts';
import { bestThreshold, minePairs } from './mine-bitext.ts';

const options = { backend: cpu(), threads: 1 };

/** The script's steps: every score, a full sort for each row, margins of the four nearest, a greedy pass. */
function naive(x: readonly Float32Array[], y: readonly Float32Array[]) {
  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
  const near = (from: readonly Float32Array[], to: readonly Float32Array[]) =>
    from.map((a) =>
      to
        .map((b, at) => ({ at, cos: cosine(a, b) }))
        .sort((p, q) => q.cos - p.cos)
        .slice(0, 4),
    );
  const [forward, backward] = [near(x, y), near(y, x)];
  const mean = (list: readonly { cos: number }[] = []) => list.reduce((sum, { cos }) => sum + cos, 0) / list.length;
  const margins = (own: typeof forward, other: typeof forward) =>
    own.map((list) =>
      list
        .map(({ at, cos }) => ({ at, score: cos / ((mean(list) + mean(other[at])) / 2) }))
        .reduce((best, one) => (one.score > best.score ? one : best)),
    );
  const candidates = [
    ...margins(forward, backward).map(({ at, score }, i) => ({ query: i, document: at, score })),
    ...margins(backward, forward).map(({ at, score }, i) => ({ query: at, document: i, score })),
  ].sort((a, b) => b.score - a.score);
  const [queries, documents] = [new Set<number>(), new Set<number>()];
  return candidates.filter(({ query, document }) => {
    if (queries.has(query) || documents.has(document)) return false;
    queries.add(query);
    documents.add(document);
    return true;
  });
}

// Translations are near each other: a common direction, a sentence's own, and noise of each language.
const sentences = directions(120, 24, 11, Number.POSITIVE_INFINITY);
const unit = (v: Float32Array) => v.map((x) => x / Math.hypot(...v));
const said = (seed: number) => {
  const noise = directions(120, 24, seed, Number.POSITIVE_INFINITY);
  return sentences.map((own, i) => unit(own.map((x, k) => 0.5 + x + 0.3 * (noise[i]?.[k] ?? 0))));
};
const [english, other] = [said(1), said(2).slice(0, 90)];

test('mined pairs are those of the plain loops, in their order', async () => {
  using queries = tableOf(other);
  using documents = tableOf(english);
  const found = await minePairs(queries, documents, options);
  const expected = naive(other, english);
  expect(found.map(({ query, document }) => [query, document])).toEqual(
    expected.map(({ query, document }) => [query, document]),
  );
  // Ours are in float32, as the script's.
  for (const [i, { score }] of found.entries()) expect(score).toBeCloseTo(expected[i]?.score ?? 0, 5);
  expect(found.filter(({ query, document }) => query === document).length).toBeGreaterThan(80);
  expect(await minePairs(queries, documents, { backend: cpu(), threads: 2 })).toEqual(found);
});

test('the threshold is half way below the last pair of the best F1', () => {
  const scored = [1.2, 1.5, 1.1, 1.4, 0.9].map((score) => ({ score, right: score > 1.15 }));
  // 1.5, 1.4 and 1.2 are right; the next is 1.1.
  expect(bestThreshold(scored, 3)).toBeCloseTo(1.15, 12);
  expect(bestThreshold(scored, 4)).toBeCloseTo(1.15, 12);
});

test('the threshold takes all where all are right, and is 0 where none is', () => {
  expect(
    bestThreshold(
      [
        { score: 1.3, right: true },
        { score: 1.2, right: true },
      ],
      2,
    ),
  ).toBe(1.2);
  expect(bestThreshold([{ score: 1.3, right: false }], 2)).toBe(0);
  expect(bestThreshold([], 2)).toBe(0);
});
