// Batches that two trainers read alike: {"ids": [[token id, …], …], "labels": [class, …]} a line, a line a batch.
import { readFile } from 'node:fs/promises';
import { DataError, messageOf, RequestError } from '@stopover/core';
import type { ClassificationFeature } from '@stopover/text';
import { z } from 'zod';

const schema = z
  .object({
    ids: z.array(z.array(z.int().min(0)).min(1)).min(1),
    labels: z.array(z.int().min(0)),
  })
  .refine(({ ids, labels }) => ids.length === labels.length, 'there are not as many labels as rows of ids');

/** One row of a batch: a sequence of token ids, and its class. */
export type Row = ClassificationFeature;

/** What a file of batches must keep to. */
export interface Limits {
  /** Every id is below it. */
  readonly vocab: number;
  /** Every class is below it. */
  readonly classes: number;
  /** Rows are cut to so many tokens. */
  readonly maxLength: number;
}

/** The batches of a file. @throws RequestError where it cannot be read, DataError naming the line that is wrong. */
export async function readBatches(
  file: string,
  { vocab, classes, maxLength }: Limits,
): Promise<readonly (readonly Row[])[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const remedy = 'Write one with `npm run bench:batches -- --out FILE`.';
    throw new RequestError({ where: `--batches ${file}`, what: messageOf(cause), remedy }, { cause });
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  let item = 0;
  let first = 0;
  const batches = lines.map((line, n) => {
    const where = `${file}: line ${n + 1}`;
    const { ids, labels } = parsed(where, line);
    first ||= ids.length;
    // The peer gathers rows anew, as many as the first line has: only then are its batches the lines.
    if (ids.length > first || (ids.length < first && n < lines.length - 1))
      throw faulty(
        where,
        `it has ${ids.length} rows, the first line ${first}`,
        'Give every line but the last as many.',
      );
    const id = ids.flat().find((found) => found >= vocab);
    if (id !== undefined) throw faulty(where, `token ${id} is not below ${vocab}`, 'Raise --vocab.');
    const label = labels.find((found) => found >= classes);
    if (label !== undefined) throw faulty(where, `class ${label} is not below ${classes}`, 'Raise --classes.');
    return ids.map(
      (row, i): Row => ({
        kind: 'classification',
        item: item++,
        sequences: [Int32Array.from(row.slice(0, maxLength))],
        label: labels[i] ?? 0,
      }),
    );
  });
  if (batches.length > 0) return batches;
  throw faulty(file, 'it holds no batch', 'Write one with `npm run bench:batches -- --out FILE`.');
}

/** Tokens of a batch, none of them padding. */
export const tokensOf = (batch: readonly Row[]): number =>
  batch.flatMap(({ sequences }) => sequences).reduce((n, { length }) => n + length, 0);

function parsed(where: string, line: string) {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw faulty(where, what, 'A line is {"ids": [[…], …], "labels": […]}.');
  }
}

const faulty = (where: string, what: string, remedy: string) => new DataError({ where, what, remedy });
