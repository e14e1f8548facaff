import type { Tensors } from '@stopover/core';
import { type Architecture, type EncoderConfig, masked } from '@stopover/encoders';
import type { Feature, PairFeature } from '@stopover/text';
import { float32, int64 } from './int64.ts';

/** How a model wants its sequences laid out. */
export interface Placement {
  readonly architecture: Pick<Architecture, 'position' | 'segmented'>;
  readonly config: EncoderConfig;
  /** Token id → row of the word table, where the table holds only some tokens. */
  readonly rows?: Int32Array;
}

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

/** Feeds that pick rows out of the list of tokens: `picked` and where each token went, `unpicked`. */
export function pickFeeds(picked: ArrayLike<number>, tokens: number): Tensors {
  const unpicked = new Int32Array(tokens).fill(picked.length);
  for (let i = 0; i < picked.length; i++) unpicked[picked[i] ?? 0] = i;
  return { picked: int64(picked), unpicked: int64(unpicked) };
}

/** Feeds of the head's side that predictions need as well as losses. */
export function headFeeds(features: readonly Feature[], sequences: readonly Int32Array[]): Tensors {
  const { starts, tokens } = spansOf(sequences);
  const kind = features[0]?.kind;
  if (kind === 'classification' || kind === 'ranking' || kind === 'pair') return pickFeeds(starts, tokens);
  if (kind !== 'choice') return {};
  const counts = features.map((f) => f.sequences.length);
  const widest = counts.reduce((a, b) => Math.max(a, b), 0);
  const grid = new Int32Array(features.length * widest).fill(sequences.length);
  const places = new Int32Array(sequences.length);
  let row = 0;
  counts.forEach((count, item) => {
    for (let c = 0; c < count; c++, row++) {
      grid[item * widest + c] = row;
      places[row] = item * widest + c;
    }
  });
  return { ...pickFeeds(starts, tokens), grid: int64(grid, [features.length, widest]), places: int64(places) };
}

/** Feeds of the loss. Every example, or every labelled tag, weighs the same. */
export function labelFeeds(features: readonly Feature[]): Tensors {
  const labels: number[] = [];
  const ends: number[] = [];
  const counts: number[] = [];
  for (const feature of features) {
    switch (feature.kind) {
      case 'classification':
      case 'choice':
        labels.push(feature.label);
        counts.push(1);
        break;
      case 'span':
        labels.push(feature.start);
        ends.push(feature.end);
        counts.push(1);
        break;
      case 'tagging':
        for (const label of feature.labels) {
          labels.push(Math.max(0, label));
          counts.push(label >= 0 ? 1 : 0);
        }
        break;
      default:
        throw new Error(`a ${feature.kind} feature has no labels of its own`);
    }
  }
  const total = counts.reduce((a, b) => a + b, 0);
  const weights = float32(Float32Array.from(counts, (n) => (total > 0 ? n / total : 0)));
  return ends.length > 0 ? { starts: int64(labels), ends: int64(ends), weights } : { labels: int64(labels), weights };
}

/**
 * Feeds of the in-batch softmax: every document of the batch is a rival of every query, except further copies of a
 * right one (the same id, one of the query's gold ids, or the same tokens), which would be counted as wrong.
 */
function rivalFeeds(pairs: readonly PairFeature[]): Tensors {
  const size = pairs.length;
  const texts = pairs.map(({ sequences }) => sequences[1].join());
  const excluded = new Float32Array(size * size);
  pairs.forEach(({ document, gold }, q) => {
    const right = new Set([document, ...gold]);
    pairs.forEach((other, d) => {
      if (d !== q && (right.has(other.document) || texts[d] === texts[q])) excluded[q * size + d] = masked;
    });
  });
  return {
    excluded: float32(excluded, [size, size]),
    labels: int64(pairs.map((_, i) => i)),
    weights: float32(new Float32Array(size).fill(1 / size)),
  };
}

/** All feeds of a training batch but masked-language modelling's (see `maskedFeeds`). */
export function collate(features: readonly Feature[], placement: Placement): Tensors {
  const sequences = features.flatMap((f) => [...f.sequences]);
  const layout = layoutFeeds(sequences, placement, secondsOf(features));
  const pairs = features.filter((feature) => feature.kind === 'pair');
  const labels = pairs.length > 0 ? rivalFeeds(pairs) : labelFeeds(features);
  return { ...layout, ...headFeeds(features, sequences), ...labels };
}
