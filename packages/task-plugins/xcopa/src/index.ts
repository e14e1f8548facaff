import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { copaContext } from '@stopover/text';
import { z } from 'zod';

/**
 * XCOPA: COPA in eleven languages, translated by people. XTREME-R's protocol (`siqa-copa`) is itself an intermediate task;
 * `copa` is the baseline without it, and the default.
 */
export const xcopa = defineTask({
  name: 'xcopa',
  kind: 'choice',
  role: 'target',
  about: {
    summary: 'Which of two sentences is the likelier cause or effect?',
    paper: 'https://aclanthology.org/2020.emnlp-main.185',
    citation:
      'Ponti, Glavaš, Majewska, Liu, Vulić, Korhonen (2020). XCOPA: A Multilingual Dataset for Causal Commonsense Reasoning. EMNLP.',
    license: 'CC-BY-4.0',
  },
  source: {
    repo: 'cambridgeltl/xcopa',
    revision: { unverified: 'Parquet commit known for few languages; main: 042f78955ba48e6404616762fa6e05e839c3907a' },
    splits: { validation: 'validation', test: 'test' },
  },
  languages: {
    et: 'et',
    ht: 'ht',
    id: 'id',
    it: 'it',
    qu: 'qu',
    sw: 'sw',
    ta: 'ta',
    th: 'th',
    tr: 'tr',
    vi: 'vi',
    zh: 'zh',
  },
  head: {},
  trainingTasks: { copa: ['copa'], 'siqa-copa': ['social-iqa', 'copa'] },
  parallel: true,
  metrics: [accuracy],
  row: z.object({
    premise: z.string(),
    choice1: z.string(),
    choice2: z.string(),
    question: z.enum(['cause', 'effect']),
    idx: z.int(),
    label: z.int().min(0).max(1),
  }),
  example: ({ premise, choice1, choice2, question, idx, label }) => ({
    id: `${idx}`,
    context: copaContext(premise, question),
    choices: [choice1, choice2],
    gold: label,
  }),
});

export default definePlugin({ name: '@stopover/task-xcopa', tasks: [xcopa] });
