// Batches that two trainers read alike: {"ids": [[token id, …], …], "labels": [class, …]} a line, a line a batch.
import { readFile } from 'node:fs/promises';
import { DataError, messageOf, RequestError } from '@stopover/core';
import { z } from 'zod';

const schema = z
  .object({
    ids: z.array(z.array(z.int().min(0)).min(1)).min(1),
    labels: z.array(z.int().min(0)),
  })
  .refine(({ ids, labels }) => ids.length === labels.length, 'there are not as many labels as rows of ids');

/** @typedef {import('@stopover/text').ClassificationFeature} Row */

/**
 * The batches of a file, each row cut to `maxLength`.
 * @param {string} file
 * @param {{ vocab: number, classes: number, maxLength: number }} limits
 * @returns {Promise<readonly (readonly Row[])[]>}
 */
export async function readBatches(file, { vocab, classes, maxLength }) {
  const text = await readFile(file, 'utf8').catch((cause) => {
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
    return ids.map((row, i) => ({
      kind: /** @type {const} */ ('classification'),
      item: item++,
      sequences: /** @type {const} */ ([Int32Array.from(row.slice(0, maxLength))]),
      label: labels[i] ?? 0,
    }));
  });
  if (batches.length > 0) return batches;
  throw faulty(file, 'it holds no batch', 'Write one with `npm run bench:batches -- --out FILE`.');
}

/** Tokens of a batch, none of them padding. @param {readonly Row[]} batch */
export const tokensOf = (batch) => batch.flatMap(({ sequences }) => sequences).reduce((n, { length }) => n + length, 0);

/** @param {string} where @param {string} line */
function parsed(where, line) {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw faulty(where, what, 'A line is {"ids": [[…], …], "labels": […]}.');
  }
}

/** @param {string} where @param {string} what @param {string} remedy */
const faulty = (where, what, remedy) => new DataError({ where, what, remedy });
