import { defineTask, type Schema } from '@stopover/core';

const never: Schema<never> = {
  parse() {
    throw new Error('pretraining text is not read from rows');
  },
};

/** Masked-language modelling as a task of the engine: it has text instead of a data set. */
export const maskedLanguageModelling = defineTask({
  name: 'mlm',
  kind: 'mlm',
  role: 'intermediate',
  about: {
    summary: 'Which tokens were masked? With a translation beside the text: translation language modelling.',
    paper: 'https://aclanthology.org/N19-1423',
    license: 'that of the text',
  },
  source: { repo: 'local/text', revision: { unverified: 'text that the user names' }, splits: { train: 'train' } },
  languages: {},
  head: {},
  metrics: [
    {
      name: 'loss',
      range: [Number.POSITIVE_INFINITY, 0],
      score: (pairs) => pairs.reduce((sum, { prediction }) => sum + prediction, 0) / pairs.length,
    },
  ],
  row: never,
  example: () => ({ text: '', gold: null }),
});
