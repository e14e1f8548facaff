import { defineTask, skip } from '@stopover/core';
import { seqevalF1 } from '@stopover/metrics';
import { z } from 'zod';
import { universalDependencies } from './about.ts';
import { joinFused } from './fused.ts';
import { labels } from './labels.ts';
import { treebankLanguages } from './languages.ts';

const get =
  'Put a release of Universal Dependencies, unpacked or as .zip, into ud-treebanks in the folder (XTREME’s is 2.5; for lt, pl, ro, uk and wo 2.7).';

/**
 * UDPOS from treebanks as they are released: all of a language after one another by file name, words that a treebank
 * splits joined, and sentences whose words are hidden left out, as XTREME's scripts make its data. Its rows are not
 * those of `udpos`, which are the words that the hub's XTREME has, so its scores are under a name of their own.
 */
export const udposTreebanks = defineTask({
  name: 'udpos-treebanks',
  kind: 'tagging',
  role: 'target',
  about: {
    summary: 'Which part of speech is each word? (treebanks as released, fused words joined)',
    ...universalDependencies,
    rows: 'treebanks as released, fused words joined',
  },
  source: {
    repo: 'universal-dependencies/ud-treebanks',
    revision: { unverified: 'a release that a person fetched' },
    splits: { train: 'train', validation: 'dev', test: 'test' },
    tables: (config, split) => [{ config, split, files: { paths: [`${config}_*-ud-${split}*.conllu`], get } }],
  },
  languages: treebankLanguages,
  head: { labels },
  trainingTasks: { default: ['udpos-treebanks'] },
  sharesWith: (['train', 'validation', 'test'] as const).map((split) => ({
    ...{ task: 'udpos', split },
    what: 'udpos has sentences of the treebanks that udpos-treebanks reads',
  })),
  metrics: [seqevalF1],
  row: z.object({
    file: z.string(),
    sentence: z.string().nullable(),
    tokens: z.array(
      z.object({ id: z.string(), form: z.string(), upos: z.string(), head: z.string(), deps: z.string() }),
    ),
  }),
  example: ({ file, tokens }) => {
    const tagged = joinFused(tokens, file.split('_')[0] ?? '');
    if (tagged.length === 0) return skip('it has no words');
    const hidden = tagged.filter(({ form }) => form === '_').length;
    if (hidden > 0 && hidden >= tagged.length - 1) return skip('its words are hidden');
    const words = tagged.map(({ form }) => form.replaceAll(/[\u200c ]/g, ''));
    return words.includes('') ? skip('a word is empty') : { words, gold: tagged.map(({ upos }) => upos) };
  },
});
