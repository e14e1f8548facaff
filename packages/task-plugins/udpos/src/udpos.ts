import { defineTask, skip } from '@stopover/core';
import { seqevalF1 } from '@stopover/metrics';
import { z } from 'zod';
import { universalDependencies } from './about.ts';
import { labels } from './labels.ts';
import { added, languages } from './languages.ts';

const later = {
  repo: 'derived/xtreme-r-udpos',
  revision: { unverified: 'rows of 2.5 in a mirror; the hub has 2.7 by others: izhx/xtreme-r-udpos' },
};

/**
 * UDPOS: universal parts of speech in treebanks of 33 languages (XTREME) and five more (XTREME-R), trained on English.
 * The score is XTREME's: seqeval's F1 over the raw tags, where neighbours of one tag are one chunk; it is no accuracy.
 * XTREME-R's five are of release 2.7, which the hub's XTREME has not: `derived/` stands for a mirror's rows of 2.5.
 */
export const udpos = defineTask({
  name: 'udpos',
  kind: 'tagging',
  role: 'target',
  about: {
    summary: 'Which part of speech is each word?',
    ...universalDependencies,
    rows: 'words as the hub’s XTREME has them',
  },
  source: {
    repo: 'google/xtreme',
    revision: { unverified: 'commit of the Parquet branch not known' },
    splits: { train: 'train', validation: 'validation', test: 'test' },
    tables: (config, split) => [{ config, split, ...(added.includes(config) && later) }],
  },
  languages,
  head: { labels },
  trainingTasks: { default: ['udpos'] },
  metrics: [seqevalF1],
  row: z
    .object({
      tokens: z.array(z.string()),
      pos_tags: z.array(
        z
          .int()
          .min(0)
          .max(labels.length - 1),
      ),
    })
    .refine(({ tokens, pos_tags }) => tokens.length === pos_tags.length, 'tokens and pos_tags differ in number'),
  example: ({ tokens, pos_tags }) =>
    tokens.length === 0 ? skip('it has no words') : { words: tokens, gold: pos_tags.map((tag) => labels[tag] ?? '') },
});
