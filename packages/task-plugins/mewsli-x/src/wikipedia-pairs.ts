import { defineTask, skip } from '@stopover/core';
import { reciprocalRank } from '@stopover/metrics';
import { z } from 'zod';
import { contextSchema, documentOf, entitySchema, mentionSchema, place, queryOf } from './rows.ts';

/** Mentions in Wikipedia beside the entities that they mean: what Mewsli-X's dual encoder is trained on. */
export const wikipediaPairs = defineTask({
  name: 'wikipedia-pairs',
  kind: 'ranking',
  role: 'intermediate',
  about: {
    summary: 'Which entity does the text mention?',
    paper: 'https://aclanthology.org/2021.emnlp-main.802',
    citation:
      'Ruder, Constant, Botha, Siddhant, Firat, Fu, Liu, Hu, Garrette, Neubig, Johnson (2021). XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation. EMNLP.',
    license: 'CC-BY-SA-3.0 (text of Wikipedia)',
  },
  source: { ...place, splits: { train: 'train', validation: 'validation' } },
  languages: { wikipedia_pairs: 'en' },
  head: {},
  metrics: [reciprocalRank],
  row: z.object({
    contextual_mention: z.object({ context: contextSchema, mention: mentionSchema }),
    entity: entitySchema,
  }),
  example: ({ contextual_mention: { context, mention }, entity }) => {
    const query = queryOf(context, mention);
    return query
      ? { id: query.id, query, document: documentOf(entity), gold: [entity.entity_id] }
      : skip('the mention is not where its span says');
  },
});
