import { DataError, type Metric, type Pair } from '@stopover/core';
import { type Found, pairCounts } from './pair-counts.ts';
import { chunkKeys, seqevalScores } from './seqeval-scores.ts';

/**
 * Micro-averaged F1 over lenient CoNLL chunks, in percent: `f1_score` of seqeval 0.0.13 and older, which XTREME's
 * PAN-X and UDPOS numbers were made with (newer seqeval gives other UDPOS numbers). 0 when nothing is found; NaN
 * without pairs. It is a corpus score: it has no items, but counts chunks sentence by sentence.
 * @throws DataError when a prediction has not one tag a word.
 */
export const seqevalF1: Metric<'tagging'> = {
  name: 'f1',
  range: [0, 100],
  score(pairs) {
    if (pairs.length === 0) return Number.NaN;
    for (const [i, pair] of pairs.entries()) assertTags(pair, i);
    const [gold, predicted] = [pairs.map((pair) => pair.gold), pairs.map((pair) => pair.prediction)];
    return seqevalScores(gold, predicted, 'seqeval-0').f1;
  },
  counts(pairs) {
    for (const [i, pair] of pairs.entries()) assertTags(pair, i);
    return pairCounts(pairs, chunksOf);
  },
};

/** An O stands between two sentences, so that no chunk reaches from one into the next: each can be counted alone. */
function chunksOf({ gold, prediction }: Pair<'tagging'>): Found {
  const wanted = new Set(chunkKeys([gold], 'seqeval-0'));
  const found = chunkKeys([prediction], 'seqeval-0');
  return { right: found.filter((key) => wanted.has(key)).length, found: found.length, wanted: wanted.size };
}

function assertTags({ gold, prediction }: Pair<'tagging'>, i: number): void {
  const whole = gold.length === prediction.length && !gold.includes('') && !prediction.includes('');
  if (whole) return;
  throw new DataError({
    where: `pair ${i + 1} of metric f1`,
    what: `there are ${gold.length} gold tags and ${prediction.length} predicted ones, or one is empty`,
    remedy: 'Give every word one tag, O where it has none.',
  });
}
