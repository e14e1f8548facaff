import { definePlugin, defineTask, skip } from '@stopover/core';
import { seqevalF1 } from '@stopover/metrics';
import { z } from 'zod';
import { languages } from './languages.ts';

/** The hub's ClassLabels, in its order: a tag's number in a row is its place here. */
const labels = ['O', 'B-PER', 'I-PER', 'B-ORG', 'I-ORG', 'B-LOC', 'I-LOC'] as const;

/**
 * PAN-X: people, places and organisations in Wikipedia sentences of 48 languages (40 of XTREME, 8 that XTREME-R adds),
 * WikiANN in the balanced splits of Rahimi et al. (2019). Silver: the tags come from links, not from people. XTREME took
 * the same splits from the authors' archive; that the hub's rows are equal to it was not checked.
 */
export const panX = defineTask({
  name: 'pan-x',
  kind: 'tagging',
  role: 'target',
  about: {
    summary: 'Which words name a person, an organisation or a place?',
    paper: 'https://aclanthology.org/P17-1178',
    citation:
      'Pan, Zhang, May, Nothman, Knight, Ji (2017). Cross-lingual Name Tagging and Linking for 282 Languages. ACL.',
    license: 'none stated; text from Wikipedia (CC-BY-SA)',
  },
  source: {
    repo: 'unimelb-nlp/wikiann',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: 'f89f2fe2694613baf6bb62e7393290846127adbf',
    splits: { train: 'train', validation: 'validation', test: 'test' },
  },
  languages,
  head: { labels },
  trainingTasks: { default: ['pan-x'] },
  metrics: [seqevalF1],
  row: z
    .object({ tokens: z.array(z.string()), ner_tags: z.array(z.int().min(0).max(6)) })
    .refine(({ tokens, ner_tags }) => tokens.length === ner_tags.length, 'tokens and ner_tags differ in number'),
  example: ({ tokens, ner_tags }) =>
    tokens.length === 0 ? skip('it has no words') : { words: tokens, gold: ner_tags.map((tag) => labels[tag] ?? '') },
});

export default definePlugin({ name: '@stopover/task-pan-x', tasks: [panX] });
