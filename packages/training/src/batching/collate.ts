import type { Tensors } from '@stopover/core';
import { type Architecture, type EncoderConfig, masked } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { kindOf } from '../kinds/kinds.ts';
import { float32, int64 } from './int64.ts';
import { spansOf } from './token-places.ts';

/** How a model wants its sequences laid out. */
export interface Placement {
  readonly architecture: Pick<Architecture, 'position' | 'segmented'>;
  readonly config: EncoderConfig;
  /** Token id → row of the token embeddings, where the table holds only some tokens. */
  readonly rows?: Int32Array;
}

/** Where the second text of each sequence begins; at its end where it has one text, or none is told apart. */
export const secondsOf = (features: readonly Feature[]): readonly number[] =>
  features.flatMap((f) => ('seconds' in f && f.seconds) || f.sequences.map(({ length }) => length));

/**
 * The layout's feeds for some sequences: no row for padding anywhere but in the attention square. `seconds` as
 * `secondsOf` gives them; without it every sequence is one text.
 */
export function layoutFeeds(
  sequences: readonly Int32Array[],
  { architecture, config, rows: tableRows }: Placement,
  seconds?: readonly number[],
): Tensors {
  const { starts, lengths, tokens, longest } = spansOf(sequences);
  const rows = sequences.length;
  const ids = new Int32Array(tokens);
  const positions = new Int32Array(tokens);
  const flat = new Int32Array(tokens);
  const square = new Int32Array(rows * longest).fill(tokens);
  const mask = new Float32Array(rows * longest).fill(masked);
  const segments = new Int32Array(tokens);
  sequences.forEach((sequence, row) => {
    const start = starts[row] ?? 0;
    ids.set(tableRows ? sequence.map((id) => tableRows[id] ?? -1) : sequence, start);
    segments.fill(1, start + (seconds?.[row] ?? sequence.length), start + sequence.length);
    for (let n = 0; n < (lengths[row] ?? 0); n++) {
      const place = row * longest + n;
      positions[start + n] = architecture.position(config, n);
      flat[start + n] = place;
      square[place] = start + n;
      mask[place] = 0;
    }
  });
  return {
    ids: int64(ids),
    positions: int64(positions),
    flat: int64(flat),
    square: int64(square, [rows, longest]),
    mask: float32(mask, [rows, 1, 1, longest]),
    ...(architecture.segmented ? { segments: int64(segments) } : {}),
  };
}

/** Feeds of the head's side that predictions need as well as losses, for features of one kind. */
export function headFeeds(features: readonly Feature[], sequences: readonly Int32Array[]): Tensors {
  const [first] = features;
  return first ? kindOf(first).headFeeds(features, sequences) : {};
}

/** Feeds of the loss, for features of one kind. */
function lossFeeds(features: readonly Feature[]): Tensors {
  const [first] = features;
  const feeds = first && kindOf(first).lossFeeds;
  if (feeds) return feeds(features);
  throw new Error(`a ${first?.kind ?? 'missing'} feature has no labels of its own`);
}

/** All feeds of a training batch of one kind but masked-language modelling's (see `maskedFeeds`). */
export function collate(features: readonly Feature[], placement: Placement): Tensors {
  const sequences = features.flatMap((f) => [...f.sequences]);
  const layout = layoutFeeds(sequences, placement, secondsOf(features));
  return { ...layout, ...headFeeds(features, sequences), ...lossFeeds(features) };
}
