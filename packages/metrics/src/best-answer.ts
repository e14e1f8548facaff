import { type Answers, DataError } from '@stopover/core';

/**
 * Stands for an answer that a submission does not give at all: XTREME's script counts such a question as wrong, even
 * where '' would be right. A code point that no text may hold, so it never equals an answer.
 */
export const missingAnswer = '\u{10ffff}';

/**
 * The best value that a prediction reaches over the accepted answers of a question.
 * @throws DataError when there are none: SQuAD 1.1's rules cannot score an unanswerable question.
 */
export function bestAnswer({ texts }: Answers, value: (text: string) => number): number {
  if (texts.length === 0) {
    throw new DataError({
      where: 'metric of SQuAD 1.1',
      what: 'a question has no accepted answer',
      remedy: 'Score unanswerable questions with exactMatchV2 and tokenF1V2.',
    });
  }
  return texts.reduce((best, text) => Math.max(best, value(text)), 0);
}
