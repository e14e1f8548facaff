import { definePlugin, defineTask } from '@stopover/core';
import { accuracy, positiveF1 } from '@stopover/metrics';
import { z } from 'zod';

/**
 * QQP: Quora's question pairs in GLUE's split; the test has no labels and is not used. GLUE reports accuracy and F1, and
 * jiant chooses models by their mean. Accuracy is the headline here, as it alone is a mean over items; F1 stands beside.
 */
export const qqp = defineTask({
  name: 'qqp',
  kind: 'classification',
  role: 'intermediate',
  about: {
    summary: 'Do the two questions ask the same?',
    paper: 'https://aclanthology.org/W18-5446',
    citation:
      'Wang, Singh, Michael, Hill, Levy, Bowman (2018). GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding. BlackboxNLP.',
    license: "Quora's terms of service (GLUE's card refers to them; not read)",
  },
  source: {
    repo: 'nyu-mll/glue',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: 'cfaa4f67b958a660ec7d16a6b23bd3bb5221aeb7',
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { qqp: 'en' },
  head: { labels: ['not_duplicate', 'duplicate'] },
  metrics: [accuracy, positiveF1],
  row: z.object({ question1: z.string(), question2: z.string(), label: z.int().min(0).max(1) }),
  example: ({ question1, question2, label }) => ({ text: question1, pair: question2, gold: label }),
});

export default definePlugin({ name: '@stopover/task-qqp', tasks: [qqp] });
