import { longestFirst } from './fit.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Lengths of two texts in a room for both. */
export type Fit = (a: number, b: number, room: number) => readonly [number, number];

/** One text, or a pair, cut at its end to `maxLength` tokens; `cut` is 1 when something was lost. */
export function joined(
  tokenizer: Tokenizer,
  a: Int32Array,
  b: Int32Array | undefined,
  maxLength: number,
  fit: Fit = longestFirst,
): { readonly sequence: Int32Array; readonly cut: 0 | 1; readonly kept: readonly [Int32Array, Int32Array?] } {
  if (b === undefined) {
    const kept = a.subarray(0, maxLength - tokenizer.specials('single'));
    return { sequence: tokenizer.single(kept), cut: kept.length < a.length ? 1 : 0, kept: [kept] };
  }
  const [first, second] = fit(a.length, b.length, maxLength - tokenizer.specials('pair'));
  const kept = [a.subarray(0, first), b.subarray(0, second)] as const;
  return { sequence: tokenizer.pair(...kept), cut: first < a.length || second < b.length ? 1 : 0, kept };
}
