import { defineTask } from '@stopover/core';

/** Of natural language inference. */
export const labels = ['entailment', 'neutral', 'contradiction'];
/** Sentences to classify, for measuring. */
export const sentences = defineTask({
  name: 'bench',
  kind: 'classification',
  role: 'target',
  about: { summary: 'Sentences of XNLI.', paper: 'https://aclanthology.org/D18-1269', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test' } },
  languages: { default: 'en' },
  head: { labels },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ text: '', gold: 0 }),
});
