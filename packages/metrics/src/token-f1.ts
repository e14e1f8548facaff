import type { Metric } from '@stopover/core';
import { bestAnswer } from './best-answer.ts';
import { englishWords } from './english-words.ts';
import { meanMetric } from './mean-metric.ts';
import { wordOverlap } from './word-overlap.ts';

/**
 * Word overlap with the closest accepted answer, averaged, in percent: `f1` of SQuAD 1.1's script, as XTREME runs it
 * for XQuAD and TyDi QA in every language. Two answers that are empty after normalisation give 0 here (and EM 100).
 */
export const tokenF1: Metric<'span'> = meanMetric({
  name: 'f1',
  item: ({ gold, prediction }) => {
    const given = englishWords(prediction);
    return bestAnswer(gold, (text) => wordOverlap(englishWords(text), given));
  },
});
