import { defineTask, explode, skip } from '@stopover/core';
import { reciprocalRank } from '@stopover/metrics';
import { z } from 'zod';
import { contextSchema, documentOf, entitySchema, mentionSchema, place, queryOf } from './rows.ts';

const candidates = { config: 'candidate_entities', split: 'test' };

/**
 * Mewsli-X: which entity a mention in a news text means, among the descriptions of a million entities in 50 languages.
 * One entity is right, so that XTREME-R's "mAP@20" is the reciprocal rank. XTREME-R has eleven languages; Hindi,
 * Vietnamese and Chinese are those of the rows that stand for it (see `place`).
 */
export const mewsliX = defineTask({
  name: 'mewsli-x',
  kind: 'ranking',
  role: 'target',
  about: {
    summary: 'Which entity does the text mention?',
    paper: 'https://aclanthology.org/2021.emnlp-main.802',
    citation:
      'Ruder, Constant, Botha, Siddhant, Firat, Fu, Liu, Hu, Garrette, Neubig, Johnson (2021). XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation. EMNLP.',
    license: 'CC-BY-SA-3.0 (text of Wikipedia); the archive has its own terms',
  },
  source: {
    ...place,
    splits: { validation: 'validation', test: 'test' },
    tables: (config, split) => [
      config === candidates.config ? { config, split } : explode({ config, split }, 'mentions'),
    ],
  },
  languages: {
    ...{ ar: 'ar', de: 'de', en: 'en', es: 'es', fa: 'fa', ja: 'ja', pl: 'pl', ro: 'ro', ta: 'ta', tr: 'tr', uk: 'uk' },
    ...{ hi: 'hi', vi: 'vi', zh: 'zh' },
  },
  head: {},
  trainingTasks: { default: ['wikipedia-pairs'] },
  candidates,
  metrics: [reciprocalRank],
  row: z.union([z.object({ context: contextSchema, mentions: mentionSchema }), entitySchema]),
  example: (row) => {
    if ('entity_id' in row) return { document: documentOf(row), gold: [] };
    const query = queryOf(row.context, row.mentions);
    return query
      ? { id: query.id, group: row.context.text, query, gold: [row.mentions.entity_id] }
      : skip('the mention is not where its span says');
  },
});
