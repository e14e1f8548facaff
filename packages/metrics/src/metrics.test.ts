import type { Metric } from '@stopover/core';
import { describeMetric } from '@stopover/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { lenientChunks } from './chunks.ts';
import {
  accuracy,
  averagePrecision,
  exactMatch,
  exactMatchV2,
  minedPairsF1,
  miningF1,
  positiveF1,
  reciprocalRank,
  retrievalAccuracy,
  seqevalF1,
  tokenF1,
  tokenF1V2,
} from './index.ts';

describeMetric(accuracy, [
  { name: 'none right', pairs: [{ gold: 0, prediction: 2 }], score: 0 },
  {
    name: 'two of three right',
    pairs: [
      { gold: 0, prediction: 0 },
      { gold: 1, prediction: 2 },
      { gold: 2, prediction: 2 },
    ],
    score: 200 / 3,
  },
]);

// Two of three found, and two of three right: precision and recall are 2/3.
describeMetric(positiveF1, [
  {
    name: 'the positive label only',
    pairs: [
      { gold: 1, prediction: 1 },
      { gold: 1, prediction: 0 },
      { gold: 0, prediction: 1 },
      { gold: 0, prediction: 0 },
      { gold: 1, prediction: 1 },
    ],
    score: 200 / 3,
  },
  { name: 'nothing found', pairs: [{ gold: 1, prediction: 0 }], score: 0 },
]);

describeMetric(miningF1, [
  {
    name: 'a right pair, a wrong one, one too many and one not found',
    pairs: [
      { gold: 'a', prediction: 'a' },
      { gold: 'b', prediction: 'c' },
      { gold: '', prediction: 'd' },
      { gold: 'e', prediction: '' },
      { gold: '', prediction: '' },
    ],
    score: 100 / 3,
  },
]);

describeMetric(retrievalAccuracy, [
  {
    name: 'one of two found',
    pairs: [
      { gold: '0', prediction: '0' },
      { gold: '10', prediction: '1' },
    ],
    score: 50,
  },
]);

const answers = (...texts: string[]) => ({ texts, start: texts.length > 0 ? 0 : -1 });

describeMetric(exactMatch, [
  {
    name: 'an article and a full stop away',
    pairs: [
      { gold: answers('The red house.'), prediction: 'red house' },
      { gold: answers('Rotes Haus'), prediction: 'rotes' },
    ],
    score: 50,
  },
]);
describeMetric(tokenF1, [
  {
    name: 'the closest of several answers',
    pairs: [{ gold: answers('in the red house', 'red house'), prediction: 'house' }],
    score: 200 / 3,
  },
]);
describeMetric(exactMatchV2, [{ name: 'no answer', pairs: [{ gold: answers(), prediction: '' }], score: 100 }]);
describeMetric(tokenF1V2, [
  {
    name: 'an answer where there is none, and none where there is one',
    pairs: [
      { gold: answers(), prediction: 'house' },
      { gold: answers('house'), prediction: '' },
    ],
    score: 0,
  },
]);

describeMetric(seqevalF1, [
  {
    name: 'one of two chunks, and one too many',
    pairs: [{ gold: ['B-PER', 'I-PER', 'O', 'B-LOC'], prediction: ['B-PER', 'I-PER', 'O', 'B-ORG'] }],
    score: 50,
  },
  { name: 'nothing to find and nothing found', pairs: [{ gold: ['O'], prediction: ['O'] }], score: 0 },
  {
    name: 'a chunk that ends with its sentence',
    pairs: [
      { gold: ['B-PER'], prediction: ['B-PER'] },
      { gold: ['I-PER'], prediction: ['O'] },
    ],
    score: 200 / 3,
  },
]);

describeMetric(reciprocalRank, [
  {
    name: 'second, first and too late',
    pairs: [
      { gold: ['a'], prediction: ['b', 'a'] },
      { gold: ['a'], prediction: ['a'] },
      { gold: ['a'], prediction: [...Array.from({ length: 20 }, (_, i) => `${i}`), 'a'] },
    ],
    score: 50,
  },
]);

describeMetric(averagePrecision, [
  // (1/1 + 2/3) / 3: the third right one is not there.
  { name: 'two of three found', pairs: [{ gold: ['a', 'b', 'c'], prediction: ['a', 'x', 'b'] }], score: 500 / 9 },
]);

describe('lenient chunks', () => {
  const spans = (...tags: string[]) => lenientChunks(tags).map(({ type, start, end }) => `${type} ${start}-${end}`);

  it('begin at I, and at a change of type', () => {
    expect(spans('I-PER', 'I-LOC', 'B-LOC', 'O', 'I-LOC')).toEqual(['PER 0-1', 'LOC 1-2', 'LOC 2-3', 'LOC 4-5']);
  });

  it('read a tag without a dash in two ways, by the era of seqeval', () => {
    const types = (rules: 'seqeval-0' | 'seqeval-1') =>
      lenientChunks(['CCONJ', 'X', 'SCONJ', 'B-A-B'], rules).map(({ type }) => type);
    expect(types('seqeval-0')).toEqual(['CCONJ', 'X', 'SCONJ', 'B']);
    expect(types('seqeval-1')).toEqual(['CONJ', '_', 'CONJ', 'A-B']);
  });

  it('know E and S', () => {
    expect(spans('B-PER', 'I-PER', 'E-PER', 'S-PER', 'S-PER', 'E-PER')).toEqual([
      'PER 0-3',
      'PER 3-4',
      'PER 4-5',
      'PER 5-6',
    ]);
  });

  it('join neighbours of one plain tag, but not those that begin with S', () => {
    expect(spans('NOUN', 'NOUN', 'VERB', 'SYM', 'SYM')).toEqual(['NOUN 0-2', 'VERB 2-3', 'SYM 3-4', 'SYM 4-5']);
  });
});

describe('F1 of mined pairs', () => {
  it('counts each pair once', () => {
    expect(minedPairsF1(['a 1', 'b 2', 'c 3'], ['a 1', 'a 1', 'b 9'])).toBeCloseTo(40, 9);
  });

  it('is 0 where nothing is right, and NaN where there is nothing at all', () => {
    expect(minedPairsF1(['a 1'], [])).toBe(0);
    expect(minedPairsF1([], [])).toBeNaN();
  });
});

describe('counts', () => {
  it('are of chunks in each sentence, neighbours of one plain tag being one', () => {
    const counts = seqevalF1.counts?.(
      [
        { gold: ['NOUN', 'NOUN', 'VERB'], prediction: ['NOUN', 'NOUN', 'NOUN'] },
        { gold: ['NOUN', 'VERB'], prediction: ['NOUN', 'VERB'] },
        { gold: ['B-PER', 'O'], prediction: ['O', 'O'] },
      ],
      { language: 'en' },
    );
    expect(counts).toEqual({ tp: Int32Array.of(0, 2, 0), fp: Int32Array.of(1, 0, 0), fn: Int32Array.of(2, 0, 1) });
  });

  it('are of each query in mining: what is right, what is named wrongly, what is not found', () => {
    const counts = miningF1.counts?.(
      [
        { gold: 'a', prediction: 'a' },
        { gold: 'b', prediction: 'c' },
        { gold: '', prediction: 'd' },
      ],
      { language: 'en' },
    );
    expect(counts).toEqual({ tp: Int32Array.of(1, 0, 0), fp: Int32Array.of(0, 1, 1), fn: Int32Array.of(0, 1, 0) });
  });
});

describe('a metric', () => {
  it('does not compile for another kind', () => {
    expectTypeOf(accuracy).toExtend<Metric<'choice'>>();
    expectTypeOf(accuracy).not.toExtend<Metric<'span'>>();
    expectTypeOf(tokenF1).not.toExtend<Metric<'classification'>>();
    expectTypeOf(retrievalAccuracy).not.toExtend<Metric<'choice'>>();
  });

  it('of tagging refuses a prediction of another length', () => {
    const short = [{ gold: ['O', 'O'], prediction: ['O'] }];
    expect(() => seqevalF1.score(short, { language: 'en' })).toThrow(/2 gold tags and 1 predicted/);
  });
});
