import { describe, expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { armOf } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { mean, standardDeviation } from '../summary.ts';
import { corpusF1, type F1Counts, linearisedF1 } from './linearised-f1.ts';

/** Sentences of zero to six entities, found more often in easy ones. */
function sentences(count: number): { readonly tp: number[]; readonly fp: number[]; readonly fn: number[] } {
  const stream = streamOf(4, 'sentences');
  const uniform = () => (stream.next() >>> 0) / 2 ** 32;
  const rows = Array.from({ length: count }, () => {
    const gold = Math.floor(7 * uniform() ** 2);
    const easy = uniform();
    const tp = Array.from({ length: gold }, uniform).filter((x) => x < easy).length;
    return { tp, fp: uniform() < 0.4 - 0.3 * easy ? 1 : 0, fn: gold - tp };
  });
  return { tp: rows.map(({ tp }) => tp), fp: rows.map(({ fp }) => fp), fn: rows.map(({ fn }) => fn) };
}

const counts = sentences(200);
const pick = (order: readonly number[]): F1Counts => ({
  tp: order.map((i) => counts.tp[i] ?? 0),
  fp: order.map((i) => counts.fp[i] ?? 0),
  fn: order.map((i) => counts.fn[i] ?? 0),
});

/** The standard error of F1 over items, in points. */
function standardError(): number {
  const frame = itemFrame([{ language: 'de', clusters: counts.tp.map((_, i) => `${i}`) }]);
  const runs = [{ language: 'de', seed: 1, bucket: 0, items: linearisedF1(counts) }];
  const effect = effectOf(contrastOf(frame, [{ arm: armTable(frame, armOf('a', runs)), weight: 1 }], ['de']));
  expect(effect.value).toBeCloseTo(corpusF1(counts), 10);
  return Math.sqrt(effect.error.items);
}

describe('linearisedF1', () => {
  it('has F1 as its mean', () => {
    // 2·3 / (2·3 + 1 + 2) of two sentences.
    const two = { tp: [2, 1], fp: [0, 1], fn: [1, 1] };
    expect(corpusF1(two)).toBeCloseTo((100 * 6) / 9, 12);
    // 2/3 + (4 − 2/3·5)·2/9 and 2/3 + (2 − 2/3·4)·2/9.
    expect(linearisedF1(two)[0]).toBeCloseTo((100 * 22) / 27, 12);
    expect(linearisedF1(two)[1]).toBeCloseTo((100 * 14) / 27, 12);
    expect(mean(linearisedF1(counts))).toBeCloseTo(corpusF1(counts), 10);
  });

  it('gives F1 the standard error of a bootstrap over items', () => {
    const stream = streamOf(2, 'bootstrap');
    const drawn = Array.from({ length: 4000 }, () =>
      corpusF1(pick(Array.from({ length: 200 }, () => Math.floor(((stream.next() >>> 0) / 2 ** 32) * 200)))),
    );
    // 4,000 draws know a standard deviation to 1.1 %; linearisation is good to about 1/n more.
    expect(Math.abs(standardError() / (standardDeviation(drawn) ?? 0) - 1)).toBeLessThan(0.04);
  });

  it('gives F1 the standard error of a jackknife over items', () => {
    const all = Array.from({ length: 200 }, (_, i) => i);
    const left = all.map((i) => corpusF1(pick(all.filter((j) => j !== i))));
    const center = mean(left);
    const jackknife = Math.sqrt((199 / 200) * left.reduce((sum, one) => sum + (one - center) ** 2, 0));
    expect(Math.abs(standardError() / jackknife - 1)).toBeLessThan(0.01);
  });

  it('is 0 where there is nothing to find, and names a wrong count', () => {
    expect([...linearisedF1({ tp: [0, 0], fp: [0, 0], fn: [0, 0] })]).toEqual([0, 0]);
    expect(() => linearisedF1({ tp: [1], fp: [0, 0], fn: [0] })).toThrow(/1, 2 and 1 counts/);
    expect(() => corpusF1({ tp: [1, 1], fp: [0, -1], fn: [0, 0] })).toThrow(/item 2 has a count below 0/);
  });
});
