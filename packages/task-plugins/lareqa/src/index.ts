import { definePlugin, defineTask } from '@stopover/core';
import { averagePrecision } from '@stopover/metrics';
import { z } from 'zod';
import { languages } from './languages.ts';

const get = 'Clone the GitHub repository google-research-datasets/lareqa into the folder.';

/**
 * LAReQA (XQuAD-R): for each of XQuAD's questions the sentences that answer it, in eleven languages, among the sentences
 * of all paragraphs in all eleven: 13,014 candidates, of which eleven answer a question. A candidate is a sentence with
 * its paragraph. Scores are means over the questions of a language; the published figure is over all languages at once.
 */
export const lareqa = defineTask({
  name: 'lareqa',
  kind: 'ranking',
  role: 'target',
  about: {
    summary: 'Which sentences, in whatever language, answer the question?',
    paper: 'https://aclanthology.org/2020.emnlp-main.477',
    citation:
      'Roy, Constant, Al-Rfou, Barua, Phillips, Yang (2020). LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool. EMNLP.',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'google-research-datasets/lareqa',
    revision: '9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c', // on GitHub
    splits: { test: 'test' },
    tables: (config, split) => [{ config, split, files: { paths: [`xquad-r/${config}.json`], get } }],
  },
  languages,
  head: {},
  trainingTasks: { default: ['squad-retrieval'] },
  candidates: 'every-language',
  sharesWith: ['squad-v1', 'squad-retrieval'].map((task) => ({
    task,
    split: 'validation',
    what: "LAReQA's paragraphs are XQuAD's, 240 of SQuAD 1.1's development set",
  })),
  parallel: true,
  metrics: [averagePrecision],
  row: z.union([
    z.object({ id: z.string(), question: z.string().trim().min(1), context: z.string() }),
    z.object({
      ...{ file: z.string(), paragraph: z.int().min(0), sentence: z.int().min(0) },
      ...{ text: z.string().trim().min(1), context: z.string(), answers_to: z.array(z.string()) },
    }),
  ]),
  // A question's id is the same in every language, a sentence's names its file.
  example: (row) =>
    'question' in row
      ? { id: row.id, group: row.context, query: { id: row.id, text: row.question }, gold: [] }
      : {
          document: { id: `${row.file} ${row.paragraph}.${row.sentence}`, text: row.text, context: row.context },
          gold: row.answers_to,
        },
});

export default definePlugin({ name: '@stopover/task-lareqa', tasks: [lareqa] });
