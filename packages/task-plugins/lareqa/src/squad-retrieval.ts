import { defineTask, skip } from '@stopover/core';
import { meanReciprocalRank } from '@stopover/metrics';
import { z } from 'zod';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * SQuAD 1.1 as retrieval, LAReQA's English training: a question and the sentence of its paragraph in which the answer
 * begins. LAReQA's authors cut sentences with a tool of their own; here it is Unicode's segmentation (UAX 29).
 */
export const squadRetrieval = defineTask({
  name: 'squad-retrieval',
  kind: 'ranking',
  role: 'intermediate',
  about: {
    summary: 'Which sentence answers the question?',
    paper: 'https://aclanthology.org/D16-1264',
    citation:
      'Rajpurkar, Zhang, Lopyrev, Liang (2016). SQuAD: 100,000+ Questions for Machine Comprehension of Text. EMNLP.',
    license: 'CC-BY-SA-4.0',
  },
  source: {
    repo: 'rajpurkar/squad',
    revision: { unverified: 'commit of the Parquet branch not known' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { plain_text: 'en' },
  head: {},
  sharesWith: [
    {
      task: 'lareqa',
      split: 'test',
      what: "LAReQA's paragraphs are of SQuAD 1.1's development set, on which models are selected",
    },
  ],
  metrics: [meanReciprocalRank],
  row: z.object({
    id: z.string(),
    question: z.string().trim().min(1),
    context: z.string(),
    answers: z.object({ text: z.array(z.string()).min(1), answer_start: z.array(z.int().min(0)).min(1) }),
  }),
  example: ({ id, question, context, answers }) => {
    // The hub counts characters, JavaScript UTF-16 units.
    const before = [...context].slice(0, answers.answer_start[0]).join('').length;
    const found = [...sentences.segment(context)].find(
      ({ index, segment }) => before >= index && before < index + segment.length,
    );
    const text = found?.segment.trim() ?? '';
    if (!found || text === '') return skip('no sentence holds the beginning of the answer');
    // Questions with one answer share its document.
    const document = { id: `${hashOf(context)} ${found.index}`, text, context };
    return { id, query: { id, text: question }, document, gold: [document.id] };
  },
});

/** Tells paragraphs apart: FNV-1a over UTF-16 units, twice from different starts, as hexadecimal. */
function hashOf(text: string): string {
  const from = (start: number) => {
    let hash = start;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return from(0x811c9dc5) + from(0x2f0b4c47);
}
