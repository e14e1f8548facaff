import type { Metric } from '@stopover/core';
import { bestAnswer } from './best-answer.ts';
import { englishWords } from './english-words.ts';
import { meanMetric } from './mean-metric.ts';

const form = (answer: string): string => englishWords(answer).join(' ');

/**
 * Share of answers equal to an accepted one after English normalisation, in percent: `exact_match` of SQuAD 1.1's
 * script, as XTREME runs it for XQuAD and TyDi QA in every language.
 */
export const exactMatch: Metric<'span'> = meanMetric({
  name: 'em',
  item: ({ gold, prediction }) => {
    const given = form(prediction);
    return bestAnswer(gold, (text) => Number(form(text) === given));
  },
});
