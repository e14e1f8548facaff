import { type AnyTask, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';
import type { OwnBase } from './base.ts';
import {
  column,
  fieldsOf,
  itemOf,
  type LabelCell,
  labelCell,
  placeAmong,
  type Row,
  rowOf,
  scalar,
  scalarCell,
  textColumns,
  textOf,
  unlessSkipped,
} from './cells.ts';
import { commonFields, itemColumns } from './fields.ts';

const metricName = z.enum(['accuracy']);

/** One of several continuations of a context. */
export const choiceSchema = z.strictObject({
  kind: z.literal('choice'),
  ...commonFields,
  /** What the column holds for the first choice, the second and so on, where that is not 0, 1 and so on. */
  labelValues: z.array(scalar).min(2).optional(),
  columns: z.strictObject({
    context: textColumns,
    /** A column that holds a list, or a column for each choice. */
    choices: z.union([column, z.array(column).min(2)]),
    label: column,
    ...itemColumns,
  }),
  metrics: z.tuple([metricName], metricName).default(['accuracy']),
});

type OwnChoice = z.infer<typeof choiceSchema>;

/** The task of such a declaration. */
export function choiceTask(base: OwnBase, own: OwnChoice): AnyTask {
  const { columns, skip } = own;
  const fields = fieldsOf([columns.context], columns).labels(columns.label, scalarCell);
  if (typeof columns.choices === 'string') fields.add(columns.choices, z.array(z.string()));
  else fields.add(columns.choices, z.string());
  return defineTask({
    ...base,
    kind: 'choice',
    head: {},
    metrics: [accuracy],
    row: rowOf(fields, skip),
    example: unlessSkipped(skip, (row) => {
      const choices = choicesOf(row, columns.choices);
      const gold = placeOf(labelCell(row, columns.label), choices, own.labelValues);
      return { ...itemOf(row, columns), context: textOf(row, columns.context), choices, gold };
    }),
  });
}

function choicesOf(row: Row, columns: OwnChoice['columns']['choices']): readonly string[] {
  const cells: unknown = typeof columns === 'string' ? row[columns] : columns.map((name) => row[name]);
  return Array.isArray(cells) ? cells.map(String) : [];
}

/** A number is the place of a choice, whatever the table calls it. */
function placeOf(label: LabelCell, choices: readonly string[], values?: readonly unknown[]): number {
  const known = (values ?? [...choices.keys()]).map(String);
  const place = placeAmong(new Map(known.map((value, i) => [value, i])), label);
  if (place !== undefined) return place;
  throw new Error(`the label ${JSON.stringify(String(label.cell))} is none of ${known.join(', ')}`);
}
