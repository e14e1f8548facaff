import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** Cosmos QA: causes, effects and facts that a blog post implies but does not say. */
export const cosmosQa = defineTask({
  name: 'cosmos-qa',
  kind: 'choice',
  role: 'intermediate',
  about: {
    summary: 'Which of four answers fits what the text leaves unsaid?',
    paper: 'https://aclanthology.org/D19-1243',
    citation:
      'Huang, Le Bras, Bhagavatula, Choi (2019). Cosmos QA: Machine Reading Comprehension with Contextual Commonsense Reasoning. EMNLP.',
    license: 'CC-BY-4.0',
  },
  source: {
    repo: 'allenai/cosmos_qa',
    // The Parquet branch, as two public repositories pin it (and read the train split at it).
    revision: 'ed50fe83db62b355759053b1cd5eef344ee371e0',
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { default: 'en' },
  head: {},
  metrics: [accuracy],
  row: z.object({
    id: z.string(),
    context: z.string(),
    question: z.string(),
    answer0: z.string(),
    answer1: z.string(),
    answer2: z.string(),
    answer3: z.string(),
    label: z.int().min(0).max(3),
  }),
  example: ({ id, context, question, answer0, answer1, answer2, answer3, label }) => ({
    id,
    context: `${context} ${question}`,
    choices: [answer0, answer1, answer2, answer3],
    gold: label,
  }),
});

export default definePlugin({ name: '@stopover/task-cosmos-qa', tasks: [cosmosQa] });
