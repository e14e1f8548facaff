import { type Answers, type AnyTask, defineTask } from '@stopover/core';
import { exactMatch, exactMatchV2, mlqaExactMatch, mlqaF1, tokenF1, tokenF1V2 } from '@stopover/metrics';
import { type SquadAnswers, squadAnswers } from '@stopover/text';
import { z } from 'zod';
import type { OwnBase } from './base.ts';
import { chosen, column, fieldsOf, itemOf, rowOf, textColumns, textOf, unlessSkipped } from './cells.ts';
import { commonFields, itemColumns } from './fields.ts';

// MLQA's scorers have names of their own here: of two metrics of one name a key could not say which was meant.
const mlqa = { 'mlqa-f1': { ...mlqaF1, name: 'mlqa-f1' }, 'mlqa-em': { ...mlqaExactMatch, name: 'mlqa-em' } };
const metrics = { f1: tokenF1, em: exactMatch, ...mlqa };
const metricsV2 = { f1: tokenF1V2, em: exactMatchV2, ...mlqa };
const metricName = z.enum(['f1', 'em', 'mlqa-f1', 'mlqa-em']);

/** A span of the context that answers the question. */
export const spanSchema = z.strictObject({
  kind: z.literal('span'),
  ...commonFields,
  /** Whether a question may have no answer, as in SQuAD 2.0. */
  unanswerable: z.boolean().default(false),
  columns: z.strictObject({
    question: textColumns,
    context: column,
    /** A column that holds a text, a list of texts, or SQuAD's `{ text, answer_start }`. */
    answer: column,
    /** Where the first answer starts, in characters from 0; without it the answer is looked for. */
    start: column.optional(),
    ...itemColumns,
  }),
  metrics: z.tuple([metricName], metricName).default(['f1', 'em']),
});

const number = z.coerce.number().pipe(z.int().min(0));
const squadCell = z.object({ text: z.array(z.string()), answer_start: z.array(z.int().min(0)) });
const answerCell = z.union([z.string().nullable(), z.array(z.string()), squadCell]);
const startCell = z.union([z.array(z.int().min(0)), z.literal(''), z.null(), number]);

/** The task of such a declaration. Questions of one context are a group, where they have ids. */
export function spanTask(base: OwnBase, own: z.infer<typeof spanSchema>): AnyTask {
  const { columns, unanswerable, skip } = own;
  const fields = fieldsOf([columns.question, columns.context], columns)
    .add(columns.answer, answerCell)
    .add(columns.start, startCell);
  const group = columns.group ?? (columns.id === undefined ? undefined : columns.context);
  return defineTask({
    ...base,
    kind: 'span',
    head: { unanswerable },
    metrics: chosen(unanswerable ? metricsV2 : metrics, own.metrics),
    row: rowOf(fields, skip),
    example: unlessSkipped(skip, (row) => {
      const context = textOf(row, columns.context);
      const start = columns.start === undefined ? null : startCell.parse(row[columns.start]);
      const gold = answersIn(context, answerCell.parse(row[columns.answer]), start, unanswerable);
      return { ...itemOf(row, { id: columns.id, group }), question: textOf(row, columns.question), context, gold };
    }),
  });
}

function answersIn(
  context: string,
  cell: z.infer<typeof answerCell>,
  start: z.infer<typeof startCell>,
  unanswerable: boolean,
): Answers {
  const answers =
    typeof cell === 'object' && cell !== null && 'text' in cell
      ? cell
      : {
          text: cell === null ? [] : [cell].flat(),
          answer_start: [start].flat().filter((place) => typeof place === 'number'),
        };
  const { text, answer_start } = withoutEmpty(answers);
  const [first] = text;
  if (first === undefined && !unanswerable)
    throw new Error('there is no answer, and the task does not say `unanswerable: true`');
  const gold = squadAnswers(context, { text, answer_start });
  if (first === undefined || gold.start >= 0) return gold;
  throw new Error(`the answer ${JSON.stringify(first)} does not stand in the context`);
}

/** Texts that hold something, each with its own start; where there is not a start for each, they are of these alone. */
function withoutEmpty({ text, answer_start }: SquadAnswers): SquadAnswers {
  const isAnswer = (_: unknown, i: number) => text[i] !== '';
  const starts = answer_start.length === text.length ? answer_start.filter(isAnswer) : answer_start;
  return { text: text.filter(isAnswer), answer_start: starts };
}
