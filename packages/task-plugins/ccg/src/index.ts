import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** Ccg: say what it asks, and of what text. */
export const ccg = defineTask({
  name: 'ccg',
  kind: 'classification',
  role: 'intermediate',
  about: {
    summary: 'What does the task ask?',
    paper: 'https://aclanthology.org/',
    license: 'unknown: see the card of the data set',
  },
  source: {
    repo: 'owner/name',
    revision: { unverified: 'take the commit of the Parquet branch from the page of the data set' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { default: 'en' },
  head: { labels: ['no', 'yes'] },
  metrics: [accuracy],
  row: z.object({ text: z.string(), label: z.int().min(0).max(1) }),
  example: ({ text, label }) => ({ text, gold: label }),
});

export default definePlugin({ name: '@stopover/task-ccg', tasks: [ccg] });
