import type { Metric } from '@stopover/core';

/** Share of the words that have their right tag, in percent, over all sentences together: supertagging's score. NaN without words. */
export const tagAccuracy: Metric<'tagging'> = {
  name: 'tag-accuracy',
  range: [0, 100],
  score(pairs) {
    const words = pairs.reduce((n, { gold }) => n + gold.length, 0);
    const right = pairs.reduce(
      (n, { gold, prediction }) => n + gold.filter((tag, i) => tag === prediction[i]).length,
      0,
    );
    return (100 * right) / words;
  },
};
