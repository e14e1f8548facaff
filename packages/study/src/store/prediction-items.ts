// What a report takes from a predictions file: of the columns only those, and of a column an array.
import { DataError, messageOf } from '@stopover/core';
import { type ColumnBlock, parquetColumnsIn } from '@stopover/hub';
import { z } from 'zod';
import type { ItemCounts, LabelCounts } from '../records/results.ts';

/** What is kept of each item of an evaluation. */
export interface PredictionItems {
  readonly ids: readonly string[];
  /** As the file has it: the id of its first item. Absent where the task has no groups. */
  readonly groups?: readonly string[];
  /** The metric's score of each item; null where it does not decompose. */
  readonly items: Float64Array | null;
  /** Of a corpus F1. */
  readonly counts?: ItemCounts;
  /** Of classification and choice, by the label's number in its head. */
  readonly labels?: LabelCounts;
}

type Counts = { readonly [P in keyof LabelCounts]: Record<string, number> };

const parts = ['tp', 'fp', 'fn'] as const;
const text = z.string();
const number = z.number();

/**
 * Reads what one metric gives of each item, from the bytes of a file: it is hashed by them too.
 * @throws DataError naming the file when it is missing or damaged.
 */
export async function readPredictionItems(
  path: string,
  bytes: Uint8Array | undefined,
  { metric, kind }: { readonly metric: string; readonly kind: string },
): Promise<PredictionItems> {
  try {
    const labelled = kind === 'classification' || kind === 'choice';
    const counted = parts.map((part) => `${metric}.${part}`);
    const columns = ['id', 'group', metric, ...counted, ...(labelled ? ['gold', 'prediction'] : [])];
    const texts = new Map<string, string[]>(['id', 'group'].map((name) => [name, []]));
    const numbers = new Map<string, number[]>([metric, ...counted].map((name) => [name, []]));
    const labels = labelled ? { answered: {}, gold: {} } : undefined;
    if (!bytes) throw new Error('it is not there');
    for await (const block of parquetColumnsIn(path, bytes, columns)) {
      for (const [name, values] of texts) addTo(values, block.columns.get(name), text);
      for (const [name, values] of numbers) addTo(values, block.columns.get(name), number);
      if (labels) countAll(labels, block);
    }
    return itemsOf(texts, numbers, { metric, counted, labels });
  } catch (error) {
    const what = `the predictions cannot be read (${messageOf(error).split('\n')[0]})`;
    const remedy = 'Remove the folder of its stage: the next run makes it again.';
    throw new DataError({ where: path, what, remedy }, { cause: error });
  }
}

/** Values of a column, each of which must be of one type. */
function addTo<T>(found: T[], values: ArrayLike<unknown> | undefined, type: z.ZodType<T>): void {
  if (!values) return;
  for (let i = 0; i < values.length; i++) found.push(type.parse(values[i]));
}

function countAll(labels: Counts, { rows, columns }: ColumnBlock): void {
  const [golds, answers] = [columns.get('gold'), columns.get('prediction')];
  for (let i = 0; i < rows; i++) count(labels, text.parse(golds?.[i]), text.parse(answers?.[i]));
}

function itemsOf(
  texts: ReadonlyMap<string, string[]>,
  numbers: ReadonlyMap<string, number[]>,
  named: { readonly metric: string; readonly counted: readonly string[]; readonly labels: LabelCounts | undefined },
): PredictionItems {
  const ids = texts.get('id') ?? [];
  const groups = texts.get('group') ?? [];
  const items = numbers.get(named.metric) ?? [];
  const [tp = [], fp = [], fn = []] = named.counted.map((name) => numbers.get(name) ?? []);
  return {
    ids,
    ...(groups.length > 0 && { groups }),
    items: items.length > 0 ? Float64Array.from(items) : null,
    ...(tp.length > 0 && { counts: { tp: Int32Array.from(tp), fp: Int32Array.from(fp), fn: Int32Array.from(fn) } }),
    ...(named.labels && { labels: named.labels }),
  };
}

/** An item that was lost in translation has neither an answer nor its own gold label. */
function count({ answered, gold }: Counts, label: string, answer: string): void {
  if (answer === '-1') return;
  answered[answer] = (answered[answer] ?? 0) + 1;
  gold[label] = (gold[label] ?? 0) + 1;
}
