import type { Metric } from '@stopover/core';
import { bestAnswer } from './best-answer.ts';
import { meanMetric } from './mean-metric.ts';
import { mlqaWords } from './mlqa-words.ts';
import { wordOverlap } from './word-overlap.ts';

/** Word overlap with the closest accepted answer, in percent: `f1` of MLQA's script, which has rules by language. */
export const mlqaF1: Metric<'span'> = meanMetric({
  name: 'f1',
  item: ({ gold, prediction }, { language }) => {
    const given = mlqaWords(prediction, language);
    return bestAnswer(gold, (text) => wordOverlap(mlqaWords(text, language), given));
  },
});
