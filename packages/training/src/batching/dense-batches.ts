import type { Feature } from '@stopover/text';

/**
 * Places of a batch's attention square: enough rows for the matrix products, and few enough that what a layer writes
 * is still in the cache when the next one reads it (docs/performance.md has the measurement).
 */
const mostPlaces = 1024;

/** Anything with sequences, as features have. */
type Sequenced = Pick<Feature, 'item' | 'sequences'>;

/**
 * Batches of like length, longest first, each of at most some thousand places, so that the squares are full and of one
 * size whatever the length. Which sequences share a batch does not matter to the results but for rounding.
 */
export function* denseBatches<T extends Sequenced>(features: readonly T[], places = mostPlaces): Generator<T[]> {
  const sized = features
    .map((feature) => ({ feature, longest: feature.sequences.reduce((n, { length }) => Math.max(n, length), 0) }))
    .sort((a, b) => b.longest - a.longest || a.feature.item - b.feature.item);
  let batch: T[] = [];
  let width = 0;
  let rows = 0;
  for (const { feature, longest } of sized) {
    const more = rows + feature.sequences.length;
    if (batch.length > 0 && more * width > places) {
      yield batch;
      [batch, rows, width] = [[], 0, 0];
    }
    width = Math.max(width, longest); // the first of a batch is its longest
    rows += feature.sequences.length;
    batch.push(feature);
  }
  if (batch.length > 0) yield batch;
}

/** Told which share of the rows, 0 to 1, has been through the model. */
export type OnShare = (share: number) => void;

/** The same batches; whenever one has been used, the share of the features that are done is told. */
export function* toldBatches<T extends Sequenced>(features: readonly T[], onShare?: OnShare): Generator<T[]> {
  let done = 0;
  for (const batch of denseBatches(features)) {
    yield batch;
    done += batch.length;
    onShare?.(done / features.length);
  }
}

/** A part of some work tells its share as one of the whole's: the second of two halves (1 of 2) goes from 0.5 to 1. */
export const partOf = (onShare: OnShare | undefined, before: number, all: number, size = 1): OnShare | undefined =>
  onShare && ((share) => onShare((before + share * size) / all));
