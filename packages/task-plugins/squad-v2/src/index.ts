import { definePlugin, defineTask, skip } from '@stopover/core';
import { exactMatchV2, tokenF1V2 } from '@stopover/metrics';
import { squadAnswers } from '@stopover/text';
import { z } from 'zod';

/** SQuAD 2.0: SQuAD 1.1 with a third of questions that the paragraph does not answer. */
export const squadV2 = defineTask({
  name: 'squad-v2',
  kind: 'span',
  role: 'intermediate',
  about: {
    summary: 'Which words of the paragraph answer the question, if any do?',
    paper: 'https://aclanthology.org/P18-2124',
    citation: "Rajpurkar, Jia, Liang (2018). Know What You Don't Know: Unanswerable Questions for SQuAD. ACL.",
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'rajpurkar/squad_v2',
    revision: { unverified: 'commit of the Parquet branch not known; main: 3ffb306f725f7d2ce8394bc1873b24868140c412' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { squad_v2: 'en' },
  head: { unanswerable: true },
  sharesWith: [
    { task: 'squad-v1', split: 'train', what: "SQuAD 2.0 adds questions to SQuAD 1.1's, on the same paragraphs" },
  ],
  metrics: [tokenF1V2, exactMatchV2],
  row: z.object({
    id: z.string(),
    question: z.string(),
    context: z.string(),
    answers: z.object({ text: z.array(z.string()), answer_start: z.array(z.int().min(0)) }),
  }),
  example: ({ id, question, context, answers }) => {
    const gold = squadAnswers(context, answers);
    const lost = gold.texts.length > 0 && gold.start < 0;
    return lost ? skip('the answer is not in the paragraph') : { id, group: context, question, context, gold };
  },
});

export default definePlugin({ name: '@stopover/task-squad-v2', tasks: [squadV2] });
