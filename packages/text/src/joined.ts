import { longestFirst } from './fit.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Lengths of two texts in a room for both. */
export type Fit = (a: number, b: number, room: number) => readonly [number, number];

/** A sequence, what of each text it keeps, and where its second text begins (see `Feature`). */
export interface Joined {
  readonly sequence: Int32Array;
  readonly cut: 0 | 1;
  readonly kept: readonly [Int32Array, Int32Array?];
  readonly seconds?: readonly [number];
}

/** The field `seconds` of a feature with one pair; absent where the tokenizer numbers all tokens alike. */
export function secondsOf(tokenizer: Tokenizer, first: number): { readonly seconds?: readonly [number] } {
  const second = tokenizer.secondAt(first);
  return second === undefined ? {} : { seconds: [second] };
}

/** One text, or a pair, cut at its end to `maxLength` tokens; `cut` is 1 when something was lost. */
export function joined(
  tokenizer: Tokenizer,
  a: Int32Array,
  b: Int32Array | undefined,
  maxLength: number,
  fit: Fit = longestFirst,
): Joined {
  if (b === undefined) {
    const kept = a.subarray(0, maxLength - tokenizer.specials('single'));
    return { sequence: tokenizer.single(kept), cut: kept.length < a.length ? 1 : 0, kept: [kept] };
  }
  const [first, second] = fit(a.length, b.length, maxLength - tokenizer.specials('pair'));
  const kept = [a.subarray(0, first), b.subarray(0, second)] as const;
  const cut = first < a.length || second < b.length ? 1 : 0;
  return { sequence: tokenizer.pair(...kept), cut, kept, ...secondsOf(tokenizer, first) };
}
