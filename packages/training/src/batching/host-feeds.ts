import type { Tensors } from '@stopover/core';
import { masked } from '@stopover/encoders';
import type { LoweringOptions } from '@stopover/onnx-graph';
import { float32, int64 } from './int64.ts';
import { sortedIntoSquares } from './squares.ts';

/** Squares that attention trains on: with four, a batch of 16 rows of MNLI has a sixth more places than it needs. */
const squares = 4;

/** How a graph is written that trains from arrays of the host. */
export const hostDialect: LoweringOptions = { dropout: 'fed', squares };

/** How a graph is written that predicts from arrays of the host: its batches are of like length, and fill one square. */
export const hostPredicting = { squares: 1 } as const satisfies LoweringOptions;

/**
 * What a dialect with `count` squares asks for beside a batch's `square`, `flat` and `mask`: for each square n the feeds
 * `heads.n.any` and `heads.n.exact` [Bn, heads, Sn], `heads.n.mask` [Bn, 1, 1, Sn], and `heads.flat` [T, heads] for all.
 */
export function headPlaceFeeds({ square, flat, mask: whole }: Tensors, heads: number, count = squares): Tensors {
  if (square?.type !== 'int64' || flat?.type !== 'int64' || whole?.type !== 'float32')
    throw new Error('a batch has a square with its places and its mask');
  const [rows = 0, longest = 0] = square.shape;
  const tokens = flat.data.length;
  const starts = Array.from({ length: rows }, (_, row) => Number(square.data[row * longest]));
  // Rows follow one another in the list of tokens.
  const lengths = starts.map((start, row) => (starts[row + 1] ?? tokens) - start);
  const back = new Int32Array(tokens * heads);
  const feeds: Record<string, Tensors[string]> = {};
  let before = 0;
  sortedIntoSquares(lengths, count).forEach((members, n) => {
    // A square without a sequence has one masked by nobody and read by nobody: no kernel has to bear an empty one.
    const width = members.reduce((most, row) => Math.max(most, lengths[row] ?? 0), 1);
    const height = Math.max(1, members.length);
    const any = new Int32Array(height * heads * width);
    const exact = new Int32Array(any.length).fill(tokens * heads);
    const mask = new Float32Array(height * width).fill(members.length > 0 ? masked : 0);
    members.forEach((row, i) => {
      const [start = 0, length = 0] = [starts[row], lengths[row]];
      mask.set(whole.data.subarray(row * longest, row * longest + length), i * width);
      for (let head = 0; head < heads; head++) {
        for (let k = 0; k < length; k++) {
          const at = (i * heads + head) * width + k;
          const token = (start + k) * heads + head;
          any[at] = token;
          exact[at] = token;
          back[token] = before + at;
        }
      }
    });
    feeds[`heads.${n}.any`] = int64(any, [height, heads, width]);
    feeds[`heads.${n}.exact`] = int64(exact, [height, heads, width]);
    feeds[`heads.${n}.mask`] = float32(mask, [height, 1, 1, width]);
    before += any.length;
  });
  return { ...feeds, 'heads.flat': int64(back, [tokens, heads]) };
}
