import { definePlugin, defineTask, prefix, skip } from '@stopover/core';
import { exactMatch, tokenF1 } from '@stopover/metrics';
import { squadAnswers, squadRow } from '@stopover/text';
import { z } from 'zod';

/**
 * TyDiQA-GoldP: questions that speakers of nine languages asked without knowing the answer, with the paragraph that
 * holds it. One table has all languages; a row's id begins with the name of its own. XTREME tests on what was published
 * as the development set, and trains on the English rows of the training set.
 */
export const tydiqa = defineTask({
  name: 'tydiqa',
  kind: 'span',
  role: 'target',
  about: {
    summary: 'Which words of the paragraph answer the question?',
    paper: 'https://aclanthology.org/2020.tacl-1.30',
    citation:
      'Clark, Choi, Collins, Garrette, Kwiatkowski, Nikolaev, Palomaki (2020). TyDi QA: A Benchmark for Information-Seeking Question Answering in Typologically Diverse Languages. TACL.',
    license: 'Apache-2.0',
  },
  source: {
    repo: 'google-research-datasets/tydiqa',
    revision: { unverified: 'commit of the Parquet branch not known; main: da78f23f9119363459acbaf46bf89426ff26c259' },
    splits: { train: 'train', test: 'validation' },
    tables: (language, split) => [prefix({ config: 'secondary_task', split }, 'id', language)],
  },
  languages: {
    english: 'en',
    arabic: 'ar',
    bengali: 'bn',
    finnish: 'fi',
    indonesian: 'id',
    korean: 'ko',
    russian: 'ru',
    swahili: 'sw',
    telugu: 'te',
  },
  head: { unanswerable: false },
  trainingTasks: { default: ['tydiqa'], squad: ['squad-v1'] },
  metrics: [tokenF1, exactMatch],
  row: squadRow.extend({ id: z.string().regex(/^[a-z]+-/) }),
  // A test question stays in whatever its answer's place: scoring needs the text only.
  example: ({ id, question, context, answers }) =>
    question.trim() === ''
      ? skip('it has no question')
      : { id, group: context, question, context, gold: squadAnswers(context, answers) },
});

export default definePlugin({ name: '@stopover/task-tydiqa', tasks: [tydiqa] });
