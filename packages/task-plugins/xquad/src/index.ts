import { definePlugin, defineTask } from '@stopover/core';
import { exactMatch, tokenF1 } from '@stopover/metrics';
import { squadAnswers, squadRow } from '@stopover/text';

/**
 * XQuAD: 1,190 questions of SQuAD 1.1 in twelve languages, translated by people. XTREME's own figure is the mean of F1
 * and EM: F1 is the headline here, and EM stands beside it. The split that the hub calls `validation` is the test;
 * there is nothing to train on or to choose by.
 */
export const xquad = defineTask({
  name: 'xquad',
  kind: 'span',
  role: 'target',
  about: {
    summary: 'Which words of the paragraph answer the question?',
    paper: 'https://aclanthology.org/2020.acl-main.421',
    citation:
      'Artetxe, Ruder, Yogatama (2020). On the Cross-lingual Transferability of Monolingual Representations. ACL.',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'google/xquad',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: '0002e9cd69710ecbf617d040ac795651e54715a0',
    splits: { test: 'validation' },
  },
  languages: {
    'xquad.ar': 'ar',
    'xquad.de': 'de',
    'xquad.el': 'el',
    'xquad.en': 'en',
    'xquad.es': 'es',
    'xquad.hi': 'hi',
    'xquad.ro': 'ro',
    'xquad.ru': 'ru',
    'xquad.th': 'th',
    'xquad.tr': 'tr',
    'xquad.vi': 'vi',
    'xquad.zh': 'zh',
  },
  head: { unanswerable: false },
  trainingTasks: { default: ['squad-v1'] },
  sharesWith: ['squad-v1', 'squad-v2'].map((task) => ({
    task,
    split: 'validation',
    what: "XQuAD is 240 paragraphs of SQuAD 1.1's development set, and SQuAD 2.0's has some of them too",
  })),
  parallel: true,
  metrics: [tokenF1, exactMatch],
  row: squadRow,
  // A question whose answer the context does not hold stays in the test: scoring needs the answer's text only.
  example: ({ answers, ...row }) => ({ ...row, group: row.context, gold: squadAnswers(row.context, answers) }),
});

export default definePlugin({ name: '@stopover/task-xquad', tasks: [xquad] });
