import type { Feature } from '@stopover/text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitBatch } from './split-batch.ts';

const host = { training: { state: 'host' } } as const;
const device = { training: { state: 'device' } } as const;
const sentences = (lengths: readonly number[]): readonly Feature[] =>
  lengths.map((length, item) => ({ kind: 'classification', item, sequences: [new Int32Array(length)], label: 0 }));
const tokensOf = (features: readonly Feature[]) =>
  features.reduce((sum, { sequences }) => sum + sequences.reduce((n, { length }) => n + length, 0), 0);
const lengthsOf = (features: readonly Feature[]) => features.map(({ sequences }) => sequences[0].length);

describe('the passes of a batch', () => {
  test('up to 2,048 tokens there is one, the batch itself in its order', () => {
    const batch = sentences([48, 1000, 500, 500]);
    expect(splitBatch(batch, host)).toEqual([batch]);
    expect(splitBatch([], host)).toEqual([[]]);
  });

  test('beyond that each feature is in one of as few as hold them, alike in tokens but for one feature', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 96 });
    fc.assert(
      fc.property(lengths, (all) => {
        const batch = sentences(all);
        const passes = splitBatch(batch, host);
        const count = Math.ceil(tokensOf(batch) / 2048);
        expect(passes.flat().toSorted((a, b) => a.item - b.item)).toEqual(batch);
        expect(passes).toHaveLength(count);
        for (const pass of passes)
          expect(Math.abs(tokensOf(pass) - tokensOf(batch) / count)).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });

  test('sequences of similar length are together, the longest first', () => {
    const passes = splitBatch(sentences(Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 30 : 60))), host);
    expect(passes.map(lengthsOf)).toEqual([Array(24).fill(60), [...Array(8).fill(60), ...Array(32).fill(30)]]);
  });

  test('a device takes a batch whole, and pairs that are rivals of each other stay together', () => {
    const batch = sentences(Array(64).fill(60));
    expect(splitBatch(batch, device)).toEqual([batch]);
    const pairs = Array.from({ length: 64 }, (_, item): Feature => {
      const sequences = [new Int32Array(60), new Int32Array(60)] as const;
      return { kind: 'pair', item, sequences, document: `${item}`, gold: [] };
    });
    expect(splitBatch(pairs, host)).toEqual([pairs]);
  });
});
