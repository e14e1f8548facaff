import type { SentenceStates } from '@stopover/study';

/** Which states stand for a sentence in retrieval, in words: `first token of layer 8, after "query: "`. */
export const sentenceStates = ({ layer, pooling, prefix }: SentenceStates): string =>
  [
    `${pooling === 'cls' ? 'first token' : 'mean'} of layer ${layer}`,
    ...(prefix === undefined || prefix === '' ? [] : [`after ${JSON.stringify(prefix)}`]),
  ].join(', ');
