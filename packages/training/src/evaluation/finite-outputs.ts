import { StopoverError } from '@stopover/core';

/**
 * Refuses outputs that hold a NaN or an infinite number: they would be read as an answer, and scored.
 * @param data `rows` rows of numbers, one after the other.
 * @param nameOf what a row is of.
 * @throws StopoverError naming what the first such row is of.
 */
export function requireFinite(data: Float32Array, rows: number, nameOf: (row: number) => string): void {
  const at = data.findIndex((x) => !Number.isFinite(x));
  if (at < 0) return;
  throw new StopoverError({
    where: nameOf(Math.floor((at * rows) / data.length)),
    what: `the model gives ${data[at]} for it, so that nothing can be scored`,
    remedy: 'Its training failed, or its numbers outgrow float32 here: take another checkpoint, or look at this row.',
  });
}
