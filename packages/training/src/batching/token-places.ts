import type { Tensors } from '@stopover/core';
import { int64 } from './int64.ts';

/** Where the tokens of each sequence begin in the list of all tokens, and how many there are. */
export interface Spans {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly tokens: number;
  readonly longest: number;
}

/** Sequences one after the other. */
export function spansOf(sequences: readonly Int32Array[]): Spans {
  const starts: number[] = [];
  let tokens = 0;
  for (const { length } of sequences) {
    starts.push(tokens);
    tokens += length;
  }
  const lengths = sequences.map(({ length }) => length);
  return { starts, lengths, tokens, longest: lengths.reduce((a, b) => Math.max(a, b), 0) };
}

/** Feeds that pick rows out of the list of tokens: `picked` and where each token went, `unpicked`. */
export function pickFeeds(picked: ArrayLike<number>, tokens: number): Tensors {
  const unpicked = new Int32Array(tokens).fill(picked.length);
  for (let i = 0; i < picked.length; i++) unpicked[picked[i] ?? 0] = i;
  return { picked: int64(picked), unpicked: int64(unpicked) };
}

/** Feeds that pick the first token of each sequence. */
export function pickFirst(sequences: readonly Int32Array[]): Tensors {
  const { starts, tokens } = spansOf(sequences);
  return pickFeeds(starts, tokens);
}
