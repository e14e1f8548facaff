import type { Answers } from '@stopover/core';
import { englishWords } from './english-words.ts';

/** Words of each answer that SQuAD 2.0's script accepts; [[]] where only "no answer" is right. */
export function squadV2Golds({ texts }: Answers): readonly (readonly string[])[] {
  const golds = texts.map(englishWords).filter((words) => words.length > 0);
  return golds.length > 0 ? golds : [[]];
}
