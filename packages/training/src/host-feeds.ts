import type { Tensors } from '@stopover/core';
import type { Dialect } from '@stopover/onnx-graph';
import { int64 } from './int64.ts';

/** How a graph is written that trains from arrays of the host. */
export const hostDialect: Dialect = { dropout: 'fed', heads: 'gathered' };

/** `heads.any`, `heads.square` and `heads.flat` of a batch, from its `square` and `flat`. */
export function headPlaceFeeds({ square, flat }: Tensors, heads: number): Tensors {
  if (square?.type !== 'int64' || flat?.type !== 'int64') throw new Error('a batch has a square and its places');
  const [rows = 0, longest = 0] = square.shape;
  const tokens = flat.data.length;
  const any = new Int32Array(rows * heads * longest);
  const exact = new Int32Array(any.length);
  for (let place = 0; place < rows * longest; place++) {
    const token = Number(square.data[place]);
    const [row, n] = [Math.floor(place / longest), place % longest];
    for (let head = 0; head < heads; head++) {
      const at = (row * heads + head) * longest + n;
      any[at] = token < tokens ? token * heads + head : 0;
      exact[at] = token < tokens ? token * heads + head : tokens * heads;
    }
  }
  const back = new Int32Array(tokens * heads);
  for (let token = 0; token < tokens; token++) {
    const place = Number(flat.data[token]);
    const [row, n] = [Math.floor(place / longest), place % longest];
    for (let head = 0; head < heads; head++) back[token * heads + head] = (row * heads + head) * longest + n;
  }
  return {
    'heads.any': int64(any, [rows, heads, longest]),
    'heads.square': int64(exact, [rows, heads, longest]),
    'heads.flat': int64(back, [tokens, heads]),
  };
}
