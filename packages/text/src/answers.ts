import type { Answers } from '@stopover/core';
import { utf16Offsets } from './utf16.ts';

/** Answers as SQuAD's files hold them: texts, and where each starts in the context, counted in code points. */
export interface SquadAnswers {
  readonly text: readonly string[];
  readonly answer_start: readonly number[];
}

/**
 * Gold answers of one row in SQuAD's layout; `start` becomes a UTF-16 offset, as JavaScript's strings count.
 * Where the context was changed after the offsets were taken (the hub strips leading blanks of XQuAD), it is the
 * occurrence of the text nearest to the stated place. -1 without an answer, and when the text is nowhere in the context.
 */
export function squadAnswers(context: string, { text, answer_start }: SquadAnswers): Answers {
  const [first] = text;
  if (first === undefined) return { texts: [], start: -1 };
  return { texts: text, start: nearest(context, first, utf16Offsets(context)(answer_start[0] ?? 0)) };
}

function nearest(context: string, text: string, start: number): number {
  if (context.startsWith(text, start)) return start;
  const before = context.lastIndexOf(text, start);
  const after = context.indexOf(text, start);
  if (before < 0 || after < 0) return Math.max(before, after);
  return start - before <= after - start ? before : after;
}
