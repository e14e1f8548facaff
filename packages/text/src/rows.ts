import { DataError, type Example, type Kind } from '@stopover/core';

/** An example and its index among all examples of the task. */
export interface Row<T> {
  readonly item: number;
  readonly example: T;
}

/** How messages name a row: task, and the example's id or else its index. */
export const rowName = (task: string, { item, example }: Row<Example<Kind>>): string =>
  `${task}, row ${example.id ?? item}`;

/**
 * The label when it indexes a list of `count`.
 * @throws DataError naming the row and the range.
 */
export function checkLabel(label: number, count: number, where: string): number {
  if (Number.isInteger(label) && label >= 0 && label < count) return label;
  throw new DataError({
    where,
    what: `label ${label} is out of range: it must be a whole number from 0 to ${count - 1}`,
    remedy: 'Check the row, and the labels that the task names.',
  });
}

/** Pairs of two lists of the same length. */
export function* zip<A, B>(a: readonly A[], b: readonly B[]): Generator<readonly [A, B]> {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) throw new Error(`zip: ${a.length} and ${b.length} items`);
    yield [x, y];
  }
}
