import { type AnyTask, defineTask } from '@stopover/core';
import { seqevalF1, tagAccuracy } from '@stopover/metrics';
import { z } from 'zod';
import type { OwnBase } from './base.ts';
import {
  chosen,
  column,
  fieldsOf,
  itemOf,
  type LabelCell,
  labelCell,
  placeReader,
  rowOf,
  scalar,
  unlessSkipped,
} from './cells.ts';
import { commonFields, itemColumns } from './fields.ts';

const metrics = { f1: seqevalF1, 'tag-accuracy': tagAccuracy };
const metricName = z.enum(['f1', 'tag-accuracy']);
const labels = z.array(z.string().min(1)).min(1);

/** One tag a word. */
export const taggingSchema = z.strictObject({
  kind: z.literal('tagging'),
  ...commonFields,
  /** Without them the tags are those of the training rows. */
  labels: labels.optional(),
  labelValues: z.array(scalar).optional(),
  alike: z.array(labels).optional(),
  /** Columns that hold lists, or texts with a space between words and tags. */
  columns: z.strictObject({ words: column, tags: column, ...itemColumns }),
  metrics: z.tuple([metricName], metricName).default(['f1']),
});

const listCell = z.union([z.string(), z.array(z.union([z.string(), z.number()]))]);

/** The task of such a declaration. */
export function taggingTask(base: OwnBase, own: z.infer<typeof taggingSchema>): AnyTask {
  const { columns, labelValues, alike, skip } = own;
  const names = own.labels;
  const placeOf = names && placeReader(names, labelValues);
  const listOf = (cell: unknown): readonly (string | number)[] => {
    const list = listCell.parse(cell);
    return typeof list === 'string' ? list.split(/\s+/).filter((word) => word !== '') : list;
  };
  const tagsOf = ({ cell, name }: LabelCell) => {
    const named = name === undefined ? [] : listOf(name);
    return listOf(unlessWrittenList(cell)).map((tag, i) =>
      names && placeOf ? (names[placeOf({ cell: tag, name: named[i] })] ?? '') : String(named[i] ?? tag),
    );
  };
  return defineTask({
    ...base,
    kind: 'tagging',
    head: { ...(names ? { labels: names } : { labels: [], labelsIn: 'train' }), ...(alike && { alike }) },
    metrics: chosen(metrics, own.metrics),
    row: rowOf(fieldsOf([], columns).add(columns.words, listCell).labels(columns.tags, listCell), skip),
    example: unlessSkipped(skip, (row) => ({
      ...itemOf(row, columns),
      words: listOf(row[columns.words]).map(String),
      gold: tagsOf(labelCell(row, columns.tags)),
    })),
  });
}

/** A cell of tags as it is. @throws Error for a list as a program prints it, whose brackets and quotes would be in the tags. */
function unlessWrittenList(cell: unknown): unknown {
  if (typeof cell !== 'string' || !/^\s*\[.*\]\s*$/s.test(cell)) return cell;
  throw new Error(
    `the tags are a list in a text, ${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}: write them with spaces between, or take .jsonl or .parquet`,
  );
}
