import { definePlugin, defineTask, skip } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** CommonsenseQA: questions on everyday concepts, with five answers that are all related to the concept. */
export const commonsenseQa = defineTask({
  name: 'commonsense-qa',
  kind: 'choice',
  role: 'intermediate',
  about: {
    summary: 'Which of five related answers is the sensible one?',
    paper: 'https://aclanthology.org/N19-1421',
    citation:
      'Talmor, Herzig, Lourie, Berant (2019). CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge. NAACL.',
    license: 'MIT',
  },
  source: {
    repo: 'tau/commonsense_qa',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: 'ae0768efa72432cb9c8e3945bd39f6dad24b2808',
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { default: 'en' },
  head: {},
  metrics: [accuracy],
  row: z
    .object({
      id: z.string(),
      question: z.string(),
      choices: z.object({ label: z.array(z.string()), text: z.array(z.string()).length(5) }),
      answerKey: z.string(),
    })
    .refine(({ choices, answerKey }) => answerKey === '' || choices.label.includes(answerKey), {
      path: ['answerKey'],
      error: 'answerKey must be one of choices.label, or empty where it is hidden',
    }),
  example: ({ id, question, choices, answerKey }) =>
    answerKey === ''
      ? skip('the label is hidden')
      : { id, context: question, choices: choices.text, gold: choices.label.indexOf(answerKey) },
});

export default definePlugin({ name: '@stopover/task-commonsense-qa', tasks: [commonsenseQa] });
