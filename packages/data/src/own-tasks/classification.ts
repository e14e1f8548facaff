import { type AnyTask, defineTask } from '@stopover/core';
import { accuracy, positiveF1 } from '@stopover/metrics';
import { z } from 'zod';
import type { OwnBase } from './base.ts';
import {
  chosen,
  column,
  fieldsOf,
  itemOf,
  labelCell,
  placeReader,
  rowOf,
  scalar,
  scalarCell,
  textColumns,
  textIfAny,
  textOf,
  unlessSkipped,
} from './cells.ts';
import { commonFields, itemColumns } from './fields.ts';

const metrics = { accuracy, f1: positiveF1 };
const metricName = z.enum(['accuracy', 'f1']);
const labels = z.array(z.string().min(1)).min(2);

/** One label for a text or a pair. */
export const classificationSchema = z.strictObject({
  kind: z.literal('classification'),
  ...commonFields,
  labels,
  /** What the column holds for each label, where that is not its name or its place. */
  labelValues: z.array(scalar).optional(),
  /** Other names that a training task may have for the same labels. */
  alike: z.array(labels).optional(),
  columns: z.strictObject({ text: textColumns, pair: textColumns.optional(), label: column, ...itemColumns }),
  metrics: z.tuple([metricName], metricName).default(['accuracy']),
});

/** The task of such a declaration. */
export function classificationTask(base: OwnBase, own: z.infer<typeof classificationSchema>): AnyTask {
  const { columns, labelValues, alike, skip } = own;
  const placeOf = placeReader(own.labels, labelValues);
  return defineTask({
    ...base,
    kind: 'classification',
    head: { labels: own.labels, ...(alike && { alike }) },
    metrics: chosen(metrics, own.metrics),
    row: rowOf(fieldsOf([columns.text, columns.pair], columns).labels(columns.label, scalarCell), skip),
    example: unlessSkipped(skip, (row) => {
      const pair = textIfAny(row, columns.pair);
      const text = textOf(row, columns.text);
      const gold = placeOf(labelCell(row, columns.label));
      return { ...itemOf(row, columns), text, ...(pair !== undefined && { pair }), gold };
    }),
  });
}
