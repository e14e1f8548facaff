import type { Metric } from '@stopover/core';
import { englishWords } from './english-words.ts';
import { meanMetric } from './mean-metric.ts';
import { squadV2Golds } from './squad-v2-golds.ts';
import { wordOverlap } from './word-overlap.ts';

/** Word overlap with the closest accepted answer, in percent: `f1` of SQuAD 2.0's script; "no answer" is all or nothing. */
export const tokenF1V2: Metric<'span'> = meanMetric({
  name: 'f1',
  item: ({ gold, prediction }) => {
    const given = englishWords(prediction);
    const values = squadV2Golds(gold).map((words) =>
      words.length === 0 || given.length === 0 ? Number(words.length === given.length) : wordOverlap(words, given),
    );
    return Math.max(...values);
  },
});
