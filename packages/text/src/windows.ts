/** Tokens of a context from `first` to before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * Windows of `room` tokens that begin `step` tokens apart; the last ends with the context, as run_squad.py makes them.
 * Where the step is wider than a window, which that script cannot do, they begin half a window apart, so that no token
 * is left out.
 */
export function windows(length: number, room: number, step: number): readonly Range[] {
  const apart = step <= room ? step : Math.ceil(room / 2);
  const ranges: Range[] = [];
  for (let first = 0; ; first += apart) {
    const end = Math.min(first + room, length);
    ranges.push({ first, end });
    if (end === length) return ranges;
  }
}

/**
 * One number for each token of a window: 1 where no other window shows more of the context on that token's shorter
 * side, 0 elsewhere; of equals the first window has the token. This is `_new_check_is_max_context` of run_squad.py,
 * which adds a hundredth of a window's length.
 */
export function widestIn(ranges: readonly Range[], window: number): Int32Array {
  const own = ranges[window] ?? { first: 0, end: 0 };
  const rivals = ranges.filter((range) => range !== own && range.first < own.end && range.end > own.first);
  return Int32Array.from({ length: own.end - own.first }, (_, i) => {
    const token = own.first + i;
    const score = around(own, token);
    const beaten = rivals.some((rival) => {
      const theirs = around(rival, token);
      return theirs > score || (theirs === score && rival.first < own.first);
    });
    return beaten ? 0 : 1;
  });
}

/** How much of the context a window shows around a token; -1 where it does not hold the token. */
function around({ first, end }: Range, token: number): number {
  if (token < first || token >= end) return -1;
  return Math.min(token - first, end - 1 - token) + 0.01 * (end - first);
}
