// Bitext mining as XTREME's script does it for BUCC 2018 (Artetxe and Schwenk 2019): ratio margin, greedy one-to-one.
import { type Neighbours, nearest, type SearchOptions } from './nearest-neighbours.ts';
import type { VectorTable } from './vector-table.ts';

/** Neighbours that a similarity is compared with. */
const neighbourhood = 4;

/** A pair of rows, one of each side, with its margin. */
export interface MinedPair {
  readonly query: number;
  readonly document: number;
  readonly score: number;
}

/**
 * Pairs of queries and documents, each at most once, the highest margin first; of equal margins the one that was found
 * from the earlier query, those found from documents last. All vectors are of unit length and all texts different.
 */
export async function minePairs(
  queries: VectorTable,
  documents: VectorTable,
  options: SearchOptions,
): Promise<readonly MinedPair[]> {
  const forward = await nearest(queries, documents, neighbourhood, options);
  const backward = await nearest(documents, queries, neighbourhood, options);
  const candidates = [
    ...bestMargins(forward, backward).map(([query, document, score]) => ({ query, document, score })),
    ...bestMargins(backward, forward).map(([document, query, score]) => ({ query, document, score })),
  ];
  return oneToOne(candidates.sort((a, b) => b.score - a.score)); // a stable sort
}

/** Takes pairs in their order unless one of the two is taken; a margin that is not above 0 is no pair. */
function oneToOne(candidates: readonly MinedPair[]): MinedPair[] {
  const [asked, answered] = [new Set<number>(), new Set<number>()];
  return candidates.filter(({ query, document, score }) => {
    if (asked.has(query) || answered.has(document)) return false;
    asked.add(query);
    answered.add(document);
    return score > 0;
  });
}

const { fround } = Math;

/** For each row its neighbour of the highest ratio cos / ((mean₁ + mean₂) / 2), the first of equals; in float32. */
function bestMargins(own: Neighbours, other: Neighbours): (readonly [row: number, neighbour: number, score: number])[] {
  const [ownMeans, otherMeans] = [means(own), means(other)];
  return Array.from(ownMeans, (mean, row) => {
    let best: readonly [number, number, number] = [row, -1, Number.NEGATIVE_INFINITY];
    for (let i = row * own.k; i < (row + 1) * own.k; i++) {
      const neighbour = own.indices[i] ?? -1;
      const around = fround(fround(mean + (otherMeans[neighbour] ?? 0)) / 2);
      const score = fround((own.scores[i] ?? 0) / around);
      if (score > best[2]) best = [row, neighbour, score];
    }
    return best;
  });
}

const means = ({ k, scores }: Neighbours): Float32Array =>
  Float32Array.from({ length: scores.length / Math.max(1, k) }, (_, row) => {
    let sum = 0;
    for (let i = row * k; i < (row + 1) * k; i++) sum = fround(sum + (scores[i] ?? 0));
    return sum / k;
  });

/** A mined pair as it is compared with gold. */
export interface Scored {
  readonly score: number;
  readonly right: boolean;
}

/**
 * The threshold of the highest F1 against `gold` true pairs: half way between the last score that is taken and the next,
 * or the last score where there is no next. 0 where nothing is right.
 */
export function bestThreshold(pairs: readonly Scored[], gold: number): number {
  const sorted = [...pairs].sort((a, b) => b.score - a.score);
  let [right, highest, threshold] = [0, 0, 0];
  sorted.forEach((pair, i) => {
    right += Number(pair.right);
    if (right === 0) return;
    const [precision, recall] = [right / (i + 1), right / gold];
    const f1 = (2 * precision * recall) / (precision + recall); // in this order, as it rounds
    if (f1 <= highest) return;
    highest = f1;
    threshold = (pair.score + (sorted[i + 1]?.score ?? pair.score)) / 2;
  });
  return threshold;
}
