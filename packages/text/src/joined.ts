import { longestFirst } from './fit.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A sequence, what of each text it keeps, and where its second text begins (see `Feature`). */
export interface Joined {
  readonly sequence: Int32Array;
  /** Tokens there would be without a maximum length, special ones included. */
  readonly tokens: number;
  /** Tokens that were cut away. */
  readonly lost: number;
  readonly kept: readonly [Int32Array, Int32Array?];
  readonly seconds?: readonly [number];
}

/** The field `seconds` of a feature with one pair; absent where the tokenizer numbers all tokens alike. */
export function secondsOf(tokenizer: Tokenizer, first: number): { readonly seconds?: readonly [number] } {
  const second = tokenizer.secondAt(first);
  return second === undefined ? {} : { seconds: [second] };
}

/** One text cut at its end to `maxLength` tokens, or a pair cut longest first. */
export function joined(tokenizer: Tokenizer, a: Int32Array, b: Int32Array | undefined, maxLength: number): Joined {
  if (b === undefined) {
    const specials = tokenizer.specials('single');
    const kept = a.subarray(0, maxLength - specials);
    const lost = a.length - kept.length;
    return { sequence: tokenizer.single(kept), tokens: a.length + specials, lost, kept: [kept] };
  }
  const specials = tokenizer.specials('pair');
  const [first, second] = longestFirst(a.length, b.length, maxLength - specials);
  const kept = [a.subarray(0, first), b.subarray(0, second)] as const;
  const all = a.length + b.length;
  const lost = all - first - second;
  return { sequence: tokenizer.pair(...kept), tokens: all + specials, lost, kept, ...secondsOf(tokenizer, first) };
}
