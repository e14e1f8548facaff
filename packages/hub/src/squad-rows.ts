import { DataError } from '@stopover/core';
import { z } from 'zod';

const schema = z.object({
  data: z.array(
    z.object({
      title: z.string().default(''),
      paragraphs: z.array(
        z
          .object({
            context: z.string(),
            /** Where sentences begin and end, in code points (LAReQA). */
            sentence_breaks: z.array(z.tuple([z.int(), z.int()])).default([]),
            sentences: z.array(z.string()).default([]),
            qas: z.array(
              z.object({
                id: z.string(),
                question: z.string(),
                answers: z.array(z.object({ text: z.string(), answer_start: z.int() })),
              }),
            ),
          })
          // A sentence without its place would answer no question, and a place without its sentence could not be found.
          .refine(({ sentences, sentence_breaks }) => sentences.length === sentence_breaks.length, {
            path: ['sentences'],
            error: 'sentences and sentence_breaks differ in number',
          }),
      ),
    }),
  ),
});

/** A question of a paragraph, with its answers in columns as the hub's Parquet tables have them. */
export interface SquadQuestion {
  readonly file: string;
  readonly title: string;
  readonly id: string;
  readonly question: string;
  readonly context: string;
  readonly answers: { readonly text: readonly string[]; readonly answer_start: readonly number[] };
}

/** A sentence of a paragraph, where the file marks them, with the questions whose first answer begins in it. */
export interface SquadSentence {
  readonly file: string;
  readonly title: string;
  /** Number of its paragraph in the file and of itself in the paragraph, from 0. */
  readonly paragraph: number;
  readonly sentence: number;
  readonly text: string;
  readonly context: string;
  readonly answers_to: readonly string[];
}

/** The questions, then the sentences, of every paragraph of a document in SQuAD's form. @throws DataError on another form. */
export function* squadRows(document: unknown, file: string): Generator<SquadQuestion | SquadSentence> {
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const what = `it is not in SQuAD's form (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
    throw new DataError({ where: file, what, remedy: 'Fetch the file again.' });
  }
  let paragraph = 0;
  for (const { title, paragraphs } of parsed.data.data) {
    for (const { context, qas, sentences, sentence_breaks } of paragraphs) {
      for (const { id, question, answers } of qas) {
        const columns = { text: answers.map(({ text }) => text), answer_start: answers.map((a) => a.answer_start) };
        yield { file, title, id, question, context, answers: columns };
      }
      for (const [sentence, text] of sentences.entries()) {
        const [from, to] = sentence_breaks[sentence] ?? [0, 0];
        const inside = ({ answers: [first] }: (typeof qas)[number]) =>
          first !== undefined && first.answer_start >= from && first.answer_start < to;
        const answers_to = qas.filter(inside).map(({ id }) => id);
        yield { file, title, paragraph, sentence, text, context, answers_to };
      }
      paragraph++;
    }
  }
}
