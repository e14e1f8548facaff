import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAnswer, iso639Of, scriptOf, sentencesOf } from './index.ts';

const parts = (text: string) => sentencesOf(text).map((sentence) => sentence.text);

describe('sentences', () => {
  it.each([
    ['Rain fell. It stopped at noon!', ['Rain fell.', 'It stopped at noon!']],
    ['“Who is it?” she asked. Nobody.', ['“Who is it?”', 'she asked.', 'Nobody.']],
    ['Mr. Ames of the U.S. Navy met J. Doe at 3.5 miles.', ['Mr. Ames of the U.S. Navy met J. Doe at 3.5 miles.']],
    ['It costs approx. nothing.', ['It costs approx. nothing.']],
    ['one\ntwo\r\n\r\nthree', ['one', 'two', 'three']],
    ['雨が降った。正午に止んだ。', ['雨が降った。', '正午に止んだ。']],
    ['वर्षा हुई। वह रुकी।', ['वर्षा हुई।', 'वह रुकी।']],
    ['ماذا؟ لا.', ['ماذا؟', 'لا.']],
    ['  no end ', ['no end']],
    ['', []],
  ])('of %j', (text, expected) => expect(parts(text)).toEqual(expected));

  it('and their gaps are the text, each where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '.', '!', '。', ' ', '\n', '"', '3', 'é') }), (text) => {
        const sentences = sentencesOf(text);
        expect(sentences.map((one) => one.text + one.gap).join('')).toBe(text.trimStart());
        for (const { text: body, start } of sentences) expect(text.slice(start, start + body.length)).toBe(body);
        expect(sentences.every((one) => one.text.trim() === one.text && one.text !== '')).toBe(true);
      }),
      { seed: 7 },
    );
  });
});

describe('a translated answer', () => {
  it.each([
    ['el gato', 'Vio el gato.', 'Latn', { start: 4, text: 'el gato' }],
    ['el gato', 'El gato duerme.', 'Latn', { start: 0, text: 'El gato' }],
    ['Un gato.', 'Fue un gato negro.', 'Latn', { start: 4, text: 'un gato' }],
    ['gato', 'Los gatos duermen.', 'Latn', 'not there'],
    ['gato', 'El gato y otro gato.', 'Latn', 'there more than once'],
    ['猫', '黑猫在睡觉。', 'Hans', { start: 1, text: '猫' }],
    ['кот', 'Кот и котята.', 'Cyrl', { start: 0, text: 'Кот' }],
    ['...', 'Nada...', 'Latn', { start: 4, text: '...' }],
    ['!', 'Nada', 'Latn', 'not there'],
  ] as const)('%j in %j', (answer, sentence, script, expected) => {
    expect(findAnswer(answer, sentence, script)).toEqual(expected);
  });
});

describe('codes', () => {
  it('are those of ISO 639-3, and the usual script', () => {
    const tags = ['en', 'es-MX', 'sw', 'zh-Hant', 'qu', 'ceb', 'sr'];
    expect(tags.map((tag) => `${iso639Of(tag)} ${scriptOf(tag)}`)).toEqual([
      'eng Latn',
      'spa Latn',
      'swa Latn',
      'zho Hant',
      'que Latn',
      'ceb Latn',
      'srp Cyrl',
    ]);
  });
});
