import { definePlugin, defineTask, skip } from '@stopover/core';
import { exactMatch, tokenF1 } from '@stopover/metrics';
import { squadAnswers, squadRow } from '@stopover/text';
import { squadRetrieval } from './retrieval.ts';

export { squadRetrieval };

/** SQuAD 1.1: questions on English Wikipedia paragraphs, each with an answer in its paragraph; XQuAD's training set. */
export const squadV1 = defineTask({
  name: 'squad-v1',
  kind: 'span',
  role: 'intermediate',
  about: {
    summary: 'Which words of the paragraph answer the question?',
    paper: 'https://aclanthology.org/D16-1264',
    citation:
      'Rajpurkar, Zhang, Lopyrev, Liang (2016). SQuAD: 100,000+ Questions for Machine Comprehension of Text. EMNLP.',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'rajpurkar/squad',
    revision: { unverified: 'commit of the Parquet branch not known; main: 7b6d24c440a36b6815f21b70d25016731768db1f' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { plain_text: 'en' },
  head: { unanswerable: false },
  metrics: [tokenF1, exactMatch],
  row: squadRow,
  example: ({ id, question, context, answers }) => {
    const gold = squadAnswers(context, answers);
    return gold.start < 0
      ? skip('the answer is not in the paragraph')
      : { id, group: context, question, context, gold };
  },
});

export default definePlugin({ name: '@stopover/task-squad-v1', tasks: [squadV1, squadRetrieval] });
