import { definePlugin, defineTask, skip } from '@stopover/core';
import { exactMatch, tokenF1 } from '@stopover/metrics';
import { squadAnswers } from '@stopover/text';
import { squadRetrieval } from './retrieval.ts';
import { squadRow } from './row.ts';

export { squadRetrieval };

/** SQuAD 1.1: questions on English Wikipedia paragraphs, each with an answer in its paragraph; XQuAD's training set. */
export const squadV1 = defineTask({
  name: 'squad-v1',
  kind: 'span',
  role: 'intermediate',
  about: {
    summary: 'Which words of the paragraph answer the question?',
    paper: 'https://aclanthology.org/D16-1264',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'rajpurkar/squad',
    revision: { unverified: 'commit of the Parquet branch not known' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { plain_text: 'en' },
  head: { unanswerable: false },
  metrics: [tokenF1, exactMatch],
  row: squadRow,
  example: ({ id, question, context, answers }) => {
    const gold = squadAnswers(context, answers);
    return gold.start < 0 ? skip('the answer is not in the paragraph') : { id, question, context, gold };
  },
});

export default definePlugin({ name: '@stopover/task-squad-v1', tasks: [squadV1, squadRetrieval] });
