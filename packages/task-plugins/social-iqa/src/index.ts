import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** Social IQa: what people want, feel and do next. XTREME-R trains XCOPA on it, and then on COPA. */
export const socialIqa = defineTask({
  name: 'social-iqa',
  kind: 'choice',
  role: 'intermediate',
  about: {
    summary: 'Which of three answers says what people would feel, want or do?',
    paper: 'https://aclanthology.org/D19-1454',
    citation:
      'Sap, Rashkin, Chen, Le Bras, Choi (2019). Social IQa: Commonsense Reasoning about Social Interactions. EMNLP.',
    license: 'CC-BY-4.0 (at second hand: its card names none)',
  },
  source: {
    repo: 'allenai/social_i_qa',
    // The Parquet branch of 2024-05-23, as public repositories pin it and read both splits at it.
    revision: '537a2ec8ec565adc0b70b70752893e59e024df26',
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { default: 'en' },
  head: {},
  metrics: [accuracy],
  row: z.object({
    context: z.string(),
    question: z.string(),
    answerA: z.string(),
    answerB: z.string(),
    answerC: z.string(),
    label: z.enum(['1', '2', '3']),
  }),
  example: ({ context, question, answerA, answerB, answerC, label }) => ({
    context: `${context} ${question}`,
    choices: [answerA, answerB, answerC],
    gold: Number(label) - 1,
  }),
});

export default definePlugin({ name: '@stopover/task-social-iqa', tasks: [socialIqa] });
