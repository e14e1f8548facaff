import { definePlugin, defineTask } from '@stopover/core';
import { tagAccuracy } from '@stopover/metrics';
import { z } from 'zod';

const get =
  'Write CCGbank’s sections 02–21 as ccg/train.stagged and section 00 as ccg/validation.stagged into the folder.';

/**
 * CCG supertagging: a category of combinatory categorial grammar for each word, trained on CCGbank's sections 02–21 and
 * selected on section 00. CCGbank is licensed (LDC2005T13), so a person puts the two files into a folder:
 * `ccg/train.stagged` and `ccg/validation.stagged`, a sentence a line, words as `word|category` or `word|pos|category`.
 * The categories are those of the training file: 1,363 in jiant's reading of CCGbank.
 */
export const ccg = defineTask({
  name: 'ccg',
  kind: 'tagging',
  role: 'intermediate',
  about: {
    summary: 'Which category of the grammar has each word?',
    paper: 'https://aclanthology.org/J07-3004',
    citation:
      'Hockenmaier, Steedman (2007). CCGbank: A Corpus of CCG Derivations and Dependency Structures Extracted from the Penn Treebank. Computational Linguistics.',
    license: 'LDC user agreement (LDC2005T13)',
  },
  source: {
    repo: 'ccg',
    revision: { unverified: 'CCGbank is licensed: the files are a person’s own' },
    splits: { train: 'train', validation: 'validation' },
    tables: (config, split) => [{ config, split, files: { paths: [`${split}.stagged`], get } }],
  },
  languages: { english: 'en' },
  head: { labels: [], labelsIn: 'train' },
  metrics: [tagAccuracy],
  row: z.object({ text: z.string().regex(/^\S+\|\S+(\s+\S+\|\S+)*\s*$/, 'is not words as word|category') }),
  example: ({ text }) => {
    const pairs = text
      .trim()
      .split(/\s+/)
      .map((item) => item.split('|'));
    return { words: pairs.map(([word = '']) => word), gold: pairs.map((parts) => parts.at(-1) ?? '') };
  },
});

export default definePlugin({ name: '@stopover/task-ccg', tasks: [ccg] });
