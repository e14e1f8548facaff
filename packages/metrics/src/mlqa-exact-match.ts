import type { Metric } from '@stopover/core';
import { bestAnswer } from './best-answer.ts';
import { meanMetric } from './mean-metric.ts';
import { mlqaWords } from './mlqa-words.ts';

/** Share of answers equal to an accepted one, in percent: `exact_match` of MLQA's script, which has rules by language. */
export const mlqaExactMatch: Metric<'span'> = meanMetric({
  name: 'em',
  item: ({ gold, prediction }, { language }) => {
    const given = mlqaWords(prediction, language).join(' ');
    return bestAnswer(gold, (text) => Number(mlqaWords(text, language).join(' ') === given));
  },
});
