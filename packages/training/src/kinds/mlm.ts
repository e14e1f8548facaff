import { kindParts } from './kind-parts.ts';

/** Masked-language modelling. Its feeds are drawn anew at each step (`masking.ts`), and it is no test. */
export const mlm = kindParts('mlm', {
  head: (_, { vocabSize }) => ({ kind: 'mlm', size: vocabSize }),
  headFeeds: () => ({}),
});
