import type { Metric } from '@stopover/core';
import { englishWords } from './english-words.ts';
import { meanMetric } from './mean-metric.ts';
import { squadV2Golds } from './squad-v2-golds.ts';

/** Share of right answers, "no answer" included, in percent: `exact` of SQuAD 2.0's script. */
export const exactMatchV2: Metric<'span'> = meanMetric({
  name: 'em',
  item: ({ gold, prediction }) => {
    const given = englishWords(prediction).join(' ');
    return Number(squadV2Golds(gold).some((words) => words.join(' ') === given));
  },
});
