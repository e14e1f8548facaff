import { describe, expect, it } from 'vitest';
import { squadAnswers } from './answers.ts';
import { copaContext } from './copa-context.ts';

describe('answers in the layout of SQuAD', () => {
  it('start where the code points say, counted in UTF-16', () => {
    const context = '𝄞 and 🐈 sing 🐈 songs';
    expect(squadAnswers(context, { text: ['🐈 songs', 'songs'], answer_start: [13, 15] })).toEqual({
      texts: ['🐈 songs', 'songs'],
      start: context.indexOf('🐈 songs'),
    });
    expect(squadAnswers(context, { text: ['🐈'], answer_start: [6] }).start).toBe(7);
    expect(squadAnswers(context, { text: ['🐈'], answer_start: [13] }).start).toBe(15);
  });

  it('are none where the row has none', () => {
    expect(squadAnswers('A cat.', { text: [], answer_start: [] })).toEqual({ texts: [], start: -1 });
  });

  it('are found near the stated place when the context was cut', () => {
    expect(squadAnswers('one two one two', { text: ['two'], answer_start: [11] }).start).toBe(12);
    expect(squadAnswers('one two one two', { text: ['two'], answer_start: [5] }).start).toBe(4);
    expect(squadAnswers('one two one two', { text: ['two'], answer_start: [99] }).start).toBe(12);
  });

  it('start at -1 when the context does not hold them', () => {
    expect(squadAnswers('A cat.', { text: ['dog'], answer_start: [2] })).toEqual({ texts: ['dog'], start: -1 });
  });
});

describe("COPA's question", () => {
  it('follows the premise', () => {
    expect(copaContext('Il gatto dorme.', 'effect')).toBe('Il gatto dorme. What was the effect?');
  });
});
