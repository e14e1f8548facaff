// What the peer of an equivalence takes over of what was drawn here: the rows, and where they are matched the batches.
import { DataError } from '@stopover/core';
import { firstOf, rowsOf } from '@stopover/data';
import { composedSource, mirrorSource } from '@stopover/hub';
import { batchOrder, seedFrom } from '@stopover/text';
import type { TrainedSide } from './trained-and-scored.ts';

/** Of one seed. */
export interface Draws {
  /** Places in the table of English training rows. */
  readonly rows: readonly number[];
  /** Of all epochs: places among the sequences that the rows make. Null: the peer draws its own. */
  readonly batches: readonly (readonly number[])[] | null;
}

/** The rows that a training with a seed takes. @throws DataError where the table has rows that are passed over. */
export async function rowsTaken({ mirror, training, rows }: TrainedSide, seed: number): Promise<readonly number[]> {
  const read = await rowsOf(composedSource(mirrorSource(mirror), []), training, 'train', 'en');
  const { length } = read.rows.examples;
  if (read.skipped.length > 0) {
    const what = 'some of its rows are passed over, and the peer would train on them';
    throw new DataError({ where: `${training.name}, train`, what, remedy: 'Give a mirror without them.' });
  }
  const places = Array.from({ length }, (_, i) => i);
  return firstOf(places, { task: training.name, most: rows, seed });
}

/** The batches of a training on so many sequences, in the order in which it takes them. */
export function batchesTaken(
  { batch: batchSize, epochs }: Pick<TrainedSide, 'batch' | 'epochs'>,
  seed: number,
  sequences: number,
): readonly (readonly number[])[] {
  const lengths = Array.from({ length: sequences }, () => 0);
  return Array.from({ length: epochs }, (_, epoch) => epoch).flatMap((epoch) =>
    batchOrder(lengths, { batchSize, order: 'shuffled', seed: seedFrom(seed, 0), epoch }).map((rows) => [...rows]),
  );
}
