// What is looked for in a ranking: each query once, with the documents that its rows call right.
import { DataError, type Example, type Kind } from '@stopover/core';
import { type Feature, isRanking, type RetrievalFeature } from '@stopover/text';
import { sides } from './sentence-embeddings.ts';

/** A query, and the ids of the documents that are right for it. */
export interface AskedQuery {
  readonly feature: RetrievalFeature;
  readonly gold: ReadonlySet<string>;
}

/**
 * The queries of rows in the order in which they first stand there. A file may have a row for each right document of a
 * query: rows with one query's id are one query, and what any of them calls right is.
 * @throws DataError naming an id under which two texts are asked.
 */
export function askedQueries(rows: readonly Example<Kind>[], features: readonly Feature[]): readonly AskedQuery[] {
  const asked = new Map<string, { readonly feature: RetrievalFeature; readonly gold: Set<string> }>();
  for (const feature of sides(features).queries) {
    const { feature: first, gold } = asked.get(feature.id) ?? { feature, gold: new Set<string>() };
    if (first.sequences[0].join() !== feature.sequences[0].join()) throw twoTexts(feature.id);
    for (const id of rightIn(rows[feature.item], feature.item)) gold.add(id);
    asked.set(feature.id, { feature: first, gold });
  }
  return [...asked.values()];
}

/** Ids that a row calls right; '' is the document of the row itself, which its number stands for where it has no id. */
function rightIn(row: Example<Kind> | undefined, item: number): readonly string[] {
  if (!row || !isRanking(row)) return [];
  const { document } = row;
  return row.gold.flatMap((id) => (id !== '' ? [id] : document ? [document.id || String(item)] : []));
}

const twoTexts = (id: string) =>
  new DataError({
    where: `query ${id}`,
    what: 'two queries that are asked together have this id and different texts',
    remedy:
      'Make the ids of queries distinct. One query may have several rows, each with a document that is right for it.',
  });
