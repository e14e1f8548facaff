import { readFileSync } from 'node:fs';
import { DataError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { englishWords } from './english-words.ts';
import { exactMatch, exactMatchV2, missingAnswer, tokenF1, tokenF1V2 } from './index.ts';

/** One question and what a Python 3.11 port of SQuAD's two scripts says of it; null where version 1.1 cannot. */
interface Case {
  readonly golds: readonly string[];
  readonly prediction: string;
  readonly em: number | null;
  readonly f1: number | null;
  readonly emV2: number;
  readonly f1V2: number;
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./fixtures/answers.json', import.meta.url), { encoding: 'utf8' }),
);
const pairs = cases.map(({ golds, prediction }) => ({ gold: { texts: golds, start: -1 }, prediction }));
const answerable = pairs.filter(({ gold }) => gold.texts.length > 0);
const language = 'es';

describe('SQuAD scores agree with Python', () => {
  it.each([
    ['em', exactMatch, answerable, cases.flatMap(({ em }) => (em === null ? [] : [em]))],
    ['f1', tokenF1, answerable, cases.flatMap(({ f1 }) => (f1 === null ? [] : [f1]))],
    ['em of version 2.0', exactMatchV2, pairs, cases.map(({ emV2 }) => emV2)],
    ['f1 of version 2.0', tokenF1V2, pairs, cases.map(({ f1V2 }) => f1V2)],
  ])('on %s, bit by bit', (_, metric, given, expected) => {
    const items = metric.items?.(given, { language });
    const wrong = expected.flatMap((value, i) =>
      items?.[i] === 100 * value ? [] : [{ ...given[i], value, is: items?.[i] }],
    );
    expect(wrong).toEqual([]);
    expect(items).toHaveLength(expected.length);
  });
});

describe('SQuAD scores', () => {
  const pair = (prediction: string, ...texts: string[]) => [
    { gold: { texts, start: texts.length > 0 ? 0 : -1 }, prediction },
  ];

  it('differ between the versions where both answers are empty words', () => {
    expect(exactMatch.score(pair('the', '.'), { language })).toBe(100);
    expect(tokenF1.score(pair('the', '.'), { language })).toBe(0);
    expect(tokenF1V2.score(pair('the', '.'), { language })).toBe(100);
  });

  it('count a question that was not answered as wrong, even where "" would be right', () => {
    expect(exactMatch.score(pair('', 'The'), { language })).toBe(100);
    expect(exactMatch.score(pair(missingAnswer, 'The'), { language })).toBe(0);
    expect(tokenF1.score(pair(missingAnswer, 'The end'), { language })).toBe(0);
  });

  it('of version 1.1 refuse a question without an answer, and say what to use', () => {
    expect(() => exactMatch.score(pair(''), { language })).toThrow(DataError);
    expect(() => tokenF1.score(pair(''), { language })).toThrow(/tokenF1V2/);
    expect(exactMatchV2.score(pair(''), { language })).toBe(100);
    expect(tokenF1V2.score(pair('something'), { language })).toBe(0);
  });
});

describe('English words', () => {
  it('take an article only where Python sees a word of its own', () => {
    expect(englishWords('año a la à')).toEqual(['año', 'la', 'à']);
    // A combining mark is no letter for Python: the "a" before it is an article.
    expect(englishWords('a\u0301')).toEqual(['\u0301']);
    expect(englishWords('e\u0301a')).toEqual(['e\u0301']);
  });

  it('drop ASCII marks only', () => {
    expect(englishWords('¿Qué?! 「中国」。')).toEqual(['¿qué', '「中国」。']);
  });

  it('split where Python does', () => {
    expect(englishWords('x\u001cy\u0085z\u3000w\ufeffv\u200bu')).toEqual(['x', 'y', 'z', 'w\ufeffv\u200bu']);
  });
});
