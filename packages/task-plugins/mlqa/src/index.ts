import { definePlugin, defineTask } from '@stopover/core';
import { mlqaExactMatch, mlqaF1 } from '@stopover/metrics';
import { squadAnswers, squadRow } from '@stopover/text';

/**
 * MLQA: questions on Wikipedia paragraphs in seven languages, asked in the paragraph's language (the `mlqa.L.L`
 * configurations). A question is in four languages on average, so the test is not parallel. Both metrics take the
 * articles and punctuation of the language; XTREME's own figure is the mean of F1 and EM, here F1 is the headline.
 */
export const mlqa = defineTask({
  name: 'mlqa',
  kind: 'span',
  role: 'target',
  about: {
    summary: 'Which words of the paragraph answer the question?',
    paper: 'https://aclanthology.org/2020.acl-main.653',
    citation:
      'Lewis, Oğuz, Rinott, Riedel, Schwenk (2020). MLQA: Evaluating Cross-lingual Extractive Question Answering. ACL.',
    license: 'CC-BY-SA-3.0',
  },
  source: {
    repo: 'facebook/mlqa',
    revision: { unverified: 'commit of the Parquet branch not known; main: 397ed406c1a7902140303e7faf60fff35b58d285' },
    splits: { validation: 'validation', test: 'test' },
  },
  languages: {
    'mlqa.ar.ar': 'ar',
    'mlqa.de.de': 'de',
    'mlqa.en.en': 'en',
    'mlqa.es.es': 'es',
    'mlqa.hi.hi': 'hi',
    'mlqa.vi.vi': 'vi',
    'mlqa.zh.zh': 'zh',
  },
  head: { unanswerable: false },
  trainingTasks: { default: ['squad-v1'] },
  metrics: [mlqaF1, mlqaExactMatch],
  row: squadRow,
  // A question whose answer the context does not hold stays in the test: scoring needs the answer's text only.
  example: ({ answers, ...row }) => ({ ...row, group: row.context, gold: squadAnswers(row.context, answers) }),
});

export default definePlugin({ name: '@stopover/task-mlqa', tasks: [mlqa] });
