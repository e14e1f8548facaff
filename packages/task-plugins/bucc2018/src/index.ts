import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** Bucc2018: say what it asks, and of what text. */
export const bucc2018 = defineTask({
  name: 'bucc2018',
  kind: 'choice',
  role: 'target',
  about: {
    summary: 'What does the task ask?',
    paper: 'https://aclanthology.org/',
    license: 'unknown: see the card of the data set',
  },
  source: {
    repo: 'owner/name',
    revision: { unverified: 'take the commit of the Parquet branch from the page of the data set' },
    splits: { validation: 'validation', test: 'test' },
  },
  languages: { de: 'de', en: 'en' },
  trainedOn: { default: ['copa'] },
  head: {},
  metrics: [accuracy],
  row: z.object({ context: z.string(), choices: z.array(z.string()).length(2), label: z.int().min(0).max(1) }),
  example: ({ context, choices, label }) => ({ context, choices, gold: label }),
});

export default definePlugin({ name: '@stopover/task-bucc2018', tasks: [bucc2018] });
