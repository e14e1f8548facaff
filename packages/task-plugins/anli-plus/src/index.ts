import { definePlugin, defineTask, skip } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

// Each revision is a commit of a Parquet branch, whose page on the hub shows these tables.
const mnli = { repo: 'nyu-mll/multi_nli', revision: 'b9039fc621b91015171cba154a2b916c78643163', config: 'default' };
const anli = { repo: 'facebook/anli', revision: '8201971a1f6ffff992ba0b46cff1dd20a9e31ffc', config: 'plain_text' };

/**
 * ANLI+: SNLI, MultiNLI and the three rounds of Adversarial NLI under one head, as jiant trained it. The rows are drawn
 * from all of them in proportion to their sizes, which is what a shuffle of all is.
 */
export const anliPlus = defineTask({
  name: 'anli-plus',
  kind: 'classification',
  role: 'intermediate',
  about: {
    summary: 'Does the hypothesis follow from the premise?',
    paper: 'https://aclanthology.org/2020.acl-main.441',
    citation:
      'Nie, Williams, Dinan, Bansal, Weston, Kiela (2020). Adversarial NLI: A New Benchmark for Natural Language Understanding. ACL.',
    license: 'SNLI CC-BY-SA-4.0; MultiNLI terms; ANLI CC-BY-NC-4.0',
  },
  source: {
    repo: 'stanfordnlp/snli',
    revision: '37bb9858e3da0e668ed6228b1b7137ebb46860fe',
    splits: { train: 'train', validation: 'validation' },
    tables: (config, split) => [
      { config, split },
      { ...mnli, split: split === 'train' ? 'train' : 'validation_matched' },
      ...['r1', 'r2', 'r3'].map((round) => ({ ...anli, split: `${split === 'train' ? 'train' : 'dev'}_${round}` })),
    ],
  },
  languages: { plain_text: 'en' },
  head: { labels: ['entailment', 'neutral', 'contradiction'] },
  sharesWith: [
    { task: 'mnli', split: 'train', what: 'MultiNLI is a part of ANLI+' },
    { task: 'xnli', split: 'train', what: 'ANLI+ holds MultiNLI, on whose English rows XNLI is trained' },
  ],
  metrics: [accuracy],
  row: z.object({ premise: z.string(), hypothesis: z.string(), label: z.int().min(-1).max(2) }),
  example: ({ premise, hypothesis, label }) =>
    label < 0
      ? skip('its annotators did not agree on a label')
      : { text: premise, pair: hypothesis, gold: label, group: premise },
});

export default definePlugin({ name: '@stopover/task-anli-plus', tasks: [anliPlus] });
