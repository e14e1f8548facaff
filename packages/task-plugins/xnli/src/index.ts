import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/**
 * XNLI: natural language inference in fifteen languages, translated from one English test by people.
 * Rows have no id: the row number is the same item in every language. Labels are MultiNLI's, whose head it uses.
 */
export const xnli = defineTask({
  name: 'xnli',
  kind: 'classification',
  role: 'target',
  about: {
    summary: 'Does the hypothesis follow from the premise?',
    paper: 'https://aclanthology.org/D18-1269',
    citation:
      'Conneau, Rinott, Lample, Williams, Bowman, Schwenk, Stoyanov (2018). XNLI: Evaluating Cross-lingual Sentence Representations. EMNLP.',
    license: 'CC-BY-NC-4.0 (at second hand: its card names none)',
  },
  source: {
    repo: 'facebook/xnli',
    revision: { unverified: 'commit of the Parquet branch not known; main: b8dd5d7af51114dbda02c0e3f6133f332186418e' },
    splits: { validation: 'validation', test: 'test' },
  },
  languages: {
    ar: 'ar',
    bg: 'bg',
    de: 'de',
    el: 'el',
    en: 'en',
    es: 'es',
    fr: 'fr',
    hi: 'hi',
    ru: 'ru',
    sw: 'sw',
    th: 'th',
    tr: 'tr',
    ur: 'ur',
    vi: 'vi',
    zh: 'zh',
  },
  head: { labels: ['entailment', 'neutral', 'contradiction'] },
  trainingTasks: { default: ['mnli'] },
  parallel: true,
  metrics: [accuracy],
  row: z.object({ premise: z.string(), hypothesis: z.string(), label: z.int().min(0).max(2) }),
  example: ({ premise, hypothesis, label }) => ({ text: premise, pair: hypothesis, gold: label, group: premise }),
});

export default definePlugin({ name: '@stopover/task-xnli', tasks: [xnli] });
