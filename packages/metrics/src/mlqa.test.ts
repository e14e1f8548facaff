import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mlqaExactMatch, mlqaF1 } from './index.ts';
import { mlqaPunctuation } from './mlqa-punctuation.ts';
import { mlqaWords } from './mlqa-words.ts';

/** One question and what a Python 3.11 port of MLQA's rules says of it. */
interface Case {
  readonly language: string;
  readonly golds: readonly string[];
  readonly prediction: string;
  readonly em: number;
  readonly f1: number;
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./fixtures/mlqa-answers.json', import.meta.url), { encoding: 'utf8' }),
);

describe('MLQA scores agree with Python', () => {
  it.each(['ar', 'de', 'en', 'es', 'hi', 'vi', 'zh'])('on %s, bit by bit', (language) => {
    const ours = cases.filter((one) => one.language === language);
    expect(ours).toHaveLength(30);
    for (const { golds, prediction, em, f1 } of ours) {
      const pairs = [{ gold: { texts: golds, start: 0 }, prediction }];
      const where = JSON.stringify({ golds, prediction });
      expect(mlqaExactMatch.score(pairs, { language }), where).toBe(100 * em);
      expect(mlqaF1.score(pairs, { language }), where).toBe(100 * f1);
    }
  });

  it('on what is punctuation: as many code points as Python 3.11 has', () => {
    let count = 0;
    for (let point = 0; point <= 0x10ffff; point++) {
      if (String.fromCodePoint(point).replace(mlqaPunctuation, '') === '') count += 1;
    }
    expect(count).toBe(828);
  });
});

describe('MLQA words', () => {
  it('split Chinese into characters, and leave other writing whole', () => {
    expect(mlqaWords('中国ABC 3月。', 'zh-Hans')).toEqual(['中', '国', 'abc', '3', '月']);
  });

  it('take the Arabic article out of the middle of a word', () => {
    expect(mlqaWords('والكتاب', 'ar')).toEqual(['و', 'كتاب']);
  });

  it('refuse a language without rules, and say which have them', () => {
    expect(() => mlqaWords('dům', 'cs')).toThrow(/"cs".*ar, de, en, es, hi, vi, zh/);
  });
});
