import { definePlugin, defineTask, skip } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { copaContext } from '@stopover/text';
import { z } from 'zod';

/** COPA: the more plausible cause or effect of a sentence; 400 rows to train on, and XCOPA's English origin. */
export const copa = defineTask({
  name: 'copa',
  kind: 'choice',
  role: 'intermediate',
  about: {
    summary: 'Which of two sentences is the likelier cause or effect?',
    paper: 'https://people.ict.usc.edu/~gordon/copa.html',
    citation:
      'Roemmele, Bejan, Gordon (2011). Choice of Plausible Alternatives: An Evaluation of Commonsense Causal Reasoning. AAAI Spring Symposium.',
    license: 'BSD-2-Clause (at second hand: SuperGLUE’s card names none)',
  },
  source: {
    repo: 'aps/super_glue',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: '5ac86567c6f13c971ded1667d04e2bb857e0bc6f',
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { copa: 'en' },
  head: {},
  metrics: [accuracy],
  row: z.object({
    premise: z.string(),
    choice1: z.string(),
    choice2: z.string(),
    question: z.enum(['cause', 'effect']),
    idx: z.int(),
    label: z.int().min(-1).max(1),
  }),
  example: ({ premise, choice1, choice2, question, idx, label }) =>
    label < 0
      ? skip('the label is hidden')
      : { id: `${idx}`, context: copaContext(premise, question), choices: [choice1, choice2], gold: label },
});

export default definePlugin({ name: '@stopover/task-copa', tasks: [copa] });
