import { definePlugin, defineTask } from '@stopover/core';
import { retrievalAccuracy } from '@stopover/metrics';
import { z } from 'zod';
import { languages } from './languages.ts';

/**
 * Tatoeba: find each English sentence's translation among the sentences of another language (36 in XTREME), without
 * training. A row is a pair; the passages have no ids of their own, so '' stands for the row.
 */
export const tatoeba = defineTask({
  name: 'tatoeba',
  kind: 'bitext',
  role: 'target',
  about: {
    summary: 'Which sentence translates the English one?',
    paper: 'https://aclanthology.org/Q19-1038',
    citation:
      'Artetxe, Schwenk (2019). Massively Multilingual Sentence Embeddings for Zero-Shot Cross-Lingual Transfer and Beyond. TACL.',
    license: 'CC-BY-2.0-FR',
  },
  source: {
    repo: 'google/xtreme',
    revision: { unverified: 'commit of the Parquet branch not known' },
    splits: { test: 'validation' },
  },
  languages,
  head: {},
  sharesWith: [{ task: 'squad-v1', split: 'train', what: 'XTREME-R trains on SQuAD 1.1 before it scores Tatoeba' }],
  metrics: [retrievalAccuracy],
  // Sentences end in a line feed on the hub.
  row: z.object({
    source_sentence: z.string().trim().min(1),
    target_sentence: z.string().trim().min(1),
    target_lang: z.literal('eng'),
  }),
  example: ({ source_sentence, target_sentence }) => ({
    query: { id: '', text: target_sentence },
    document: { id: '', text: source_sentence },
    gold: '',
  }),
});

export default definePlugin({ name: '@stopover/task-tatoeba', tasks: [tatoeba] });
