// `--limit N`: so few rows of each table that a study can be tried out in minutes.
import { createHash } from 'node:crypto';
import type { Example, Kind } from '@stopover/core';
import type { Table } from './table.ts';

/** Which rows, of how many at most. */
type Limited = Pick<Table, 'task' | 'role'> & { readonly limit?: number };

/**
 * The rows that a table's limit leaves, in their order: the first in an order drawn from each item's id, the same whatever
 * else the table holds. So the items of a parallel test are the same in every language, and of a larger limit more come to
 * those of a smaller one. Where documents have rows of their own the limit is of the queries; documents that are right for one
 * of them stay, and as many others. Of a table of candidates alone see `limitedDocuments`.
 */
export function limited(examples: readonly Example<Kind>[], table: Limited): readonly Example<Kind>[] {
  const { limit, role } = table;
  if (limit === undefined || role === 'candidates') return examples;
  const documents = examples.filter(isDocument);
  const items = new Set(first(without(examples, documents), table, limit));
  const queries = new Set([...items].map(nameOf));
  const right = rightFor([...items]);
  const isRight = (one: Example<Kind>) => right.has(documentId(one)) || golds(one).some((id) => queries.has(id));
  const kept = new Set([...items, ...documents.filter(isRight), ...others(documents, isRight, table, limit)]);
  return examples.filter((example) => kept.has(example));
}

/** The same of a table of documents: those in `right`, and as many others as the limit says. */
export function limitedDocuments(
  examples: readonly Example<Kind>[],
  table: Limited,
  right: ReadonlySet<string>,
): readonly Example<Kind>[] {
  const { limit } = table;
  if (limit === undefined) return examples;
  const isRight = (one: Example<Kind>) => right.has(documentId(one));
  const kept = new Set([...examples.filter(isRight), ...others(examples, isRight, table, limit)]);
  return examples.filter((example) => kept.has(example));
}

/** The documents that some queries name as right. */
export const rightFor = (examples: readonly Example<Kind>[]): ReadonlySet<string> =>
  new Set(examples.flatMap((example) => (isDocument(example) ? [] : golds(example))));

const others = (
  documents: readonly Example<Kind>[],
  isRight: (one: Example<Kind>) => boolean,
  table: Limited,
  limit: number,
) =>
  first(
    documents.filter((one) => !isRight(one)),
    table,
    limit,
  );

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  const left = new Set(some);
  return left.size === 0 ? all : all.filter((one) => !left.has(one));
}

function first<T extends Example<Kind>>(items: readonly T[], { task, role }: Limited, most: number): readonly T[] {
  if (items.length <= most) return items;
  const placed = items.map((item) => ({ item, place: placeOf(['limit', task, role, nameOf(item)]) }));
  placed.sort((a, b) => (a.place < b.place ? -1 : 1));
  return placed.slice(0, most).map(({ item }) => item);
}

const placeOf = (words: readonly string[]): string => createHash('sha256').update(JSON.stringify(words)).digest('hex');

/** A row of a retrieval task that gives a document and nothing to look for. */
const isDocument = (example: Example<Kind>): boolean =>
  'document' in example && example.document !== undefined && !('query' in example && example.query);

const documentId = (example: Example<Kind>): string =>
  ('document' in example && example.document?.id) || (example.id ?? '');

/** What an item is called in every language. */
function nameOf(example: Example<Kind>): string {
  const own = 'query' in example && example.query ? example.query.id : isDocument(example) ? documentId(example) : '';
  return own || (example.id ?? '');
}

/** Ids of the other side that a row of a retrieval task names. */
function golds(example: Example<Kind>): readonly string[] {
  if (!('query' in example || 'document' in example)) return [];
  return [example.gold].flat().filter((id) => id !== '');
}
