import { createHash } from 'node:crypto';
import { defineTask, skip } from '@stopover/core';
import { averagePrecision } from '@stopover/metrics';
import { sentenceSpans, squadAnswers, squadRow } from '@stopover/text';

/**
 * SQuAD 1.1 as retrieval: a question and the sentence that holds its answer, read with its paragraph. LAReQA's training
 * set, made as XTREME-R's script makes it.
 */
export const squadRetrieval = defineTask({
  name: 'squad-retrieval',
  kind: 'ranking',
  role: 'intermediate',
  about: {
    summary: 'Which sentence answers the question?',
    paper: 'https://aclanthology.org/2020.emnlp-main.477',
    citation:
      'Roy, Constant, Al-Rfou, Barua, Phillips, Yang (2020). LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool. EMNLP.',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'rajpurkar/squad',
    revision: { unverified: 'commit of the Parquet branch not known; main: 7b6d24c440a36b6815f21b70d25016731768db1f' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { plain_text: 'en' },
  head: {},
  metrics: [averagePrecision],
  row: squadRow,
  example: ({ id, question, context, answers }) => {
    const { start } = squadAnswers(context, answers);
    if (start < 0) return skip('the answer is not in the paragraph');
    const sentence = sentenceSpans(context).find(([from, to]) => from <= start && start < to);
    if (!sentence) return skip('the answer begins between two sentences');
    const document = `${createHash('sha256').update(context).digest('hex').slice(0, 16)}:${sentence[0]}`;
    return {
      ...{ id, group: context, query: { id, text: question }, gold: [document] },
      document: { id: document, text: context.slice(...sentence), context },
    };
  },
});
