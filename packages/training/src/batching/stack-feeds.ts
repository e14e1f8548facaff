// Batches of several steps as one: each padded to one shape with tokens, rows and labels that change no result.
import type { Tensor, Tensors } from '@stopover/core';
import { masked } from '@stopover/encoders';
import type { Value } from '@stopover/onnx-graph';
import { batchSizes } from './batch-sizes.ts';

/** Sizes that a batch decides, by their names in the graph's declarations. */
type Sizes = Readonly<Record<string, number>>;

/**
 * Feeds of several batches, stacked along a new first axis. Padding points at places where every gradient is zero: a
 * row of the square, or of the grid of choices, that no batch has; what it labels weighs nothing.
 */
export function stackFeeds(inputs: readonly Value[], batches: readonly Tensors[]): Tensors {
  const declared = inputs.filter(({ name }) => batches.some((batch) => batch[name]));
  const sizes = batches.map((batch) => Object.fromEntries(batchSizes(declared, batch)));
  const common = roomFor(sizes);
  const stacked = declared.map(({ name, shape }) => {
    const size = shape.map((d) => (typeof d === 'number' ? d : (common[d] ?? 1)));
    const padded = batches.map((batch, i) => pad(name, shape, batch[name], sizes[i] ?? {}, common));
    return [name, stack(padded, size)] as const;
  });
  return Object.fromEntries(stacked);
}

/** The largest of each size, rounded up where runs would otherwise differ from each other by a few tokens. */
function roomFor(sizes: readonly Sizes[]): Sizes {
  const names = new Set(sizes.flatMap((one) => Object.keys(one)));
  const largest = (name: string) => sizes.reduce((most, one) => Math.max(most, one[name] ?? 0), 0);
  const upTo = (step: number, n: number) => Math.ceil(n / step) * step;
  return Object.fromEntries(
    [...names].map((name) => {
      const most = largest(name);
      if (name === 'T') return [name, upTo(32, most)];
      if (name === 'S') return [name, upTo(8, most)];
      // Pairs are two sequences each: one pair more.
      if (names.has('P') && name !== 'P') return [name, most + 2];
      // One more than any batch has, empty in all of them; heads pick a row of each sequence, so that R goes with B.
      return [name, ['B', 'N', 'R', 'P'].includes(name) ? most + 1 : most];
    }),
  );
}

function pad(name: string, shape: Value['shape'], tensor: Tensor | undefined, own: Sizes, common: Sizes): Tensor {
  const sizeOf = (sizes: Sizes) => shape.map((d) => (typeof d === 'number' ? d : (sizes[d] ?? 1)));
  const [from, to] = [sizeOf(own), sizeOf(common)];
  const count = to.reduce((n, d) => n * d, 1);
  const { fill, moved } = movesOf(name, own, common);
  if (tensor?.type === 'float32') {
    const data = new Float32Array(count).fill(fill);
    spread(tensor.data, from, to, (at, x) => {
      data[at] = x;
    });
    return { type: 'float32', shape: to, data };
  }
  if (tensor?.type === 'int32') {
    const data = new Int32Array(count).fill(fill);
    spread(tensor.data, from, to, (at, x) => {
      data[at] = moved(x);
    });
    return { type: 'int32', shape: to, data };
  }
  throw new Error(`a feed ${name} of type ${tensor?.type} cannot be stacked`);
}

/** What stands in the padding of a feed, and where its numbers point once all is padded. */
function movesOf(name: string, own: Sizes, common: Sizes) {
  const size = (sizes: Sizes, d: string) => sizes[d] ?? 1;
  const same = (x: number) => x;
  /** A place in rows of one width, in rows of another. */
  const place = (width: string) => (x: number) => {
    const [before, after] = [size(own, width), size(common, width)];
    return Math.floor(x / before) * after + (x % before);
  };
  /** The number of what is listed stands for "none". */
  const listed = (d: string) => ({ fill: size(common, d), moved: (x: number) => (x === own[d] ? size(common, d) : x) });
  const spare = (rows: string, width: string) => (size(common, rows) - 1) * size(common, width);
  switch (name) {
    case 'mask':
    case 'excluded':
      return { fill: masked, moved: same };
    case 'square':
      return listed('T');
    case 'unpicked':
      return listed('R' in common ? 'R' : 'M');
    case 'grid':
      return listed('R');
    case 'flat':
      return { fill: spare('B', 'S'), moved: place('S') };
    case 'places':
      return { fill: spare('N', 'C'), moved: place('C') };
    default:
      return { fill: 0, moved: same };
  }
}

/** Goes over the elements of a smaller box where they lie in a larger one. */
function spread(
  data: Float32Array | Int32Array,
  from: readonly number[],
  to: readonly number[],
  put: (at: number, x: number) => void,
): void {
  for (let i = 0; i < data.length; i++) {
    let [rest, at, stride] = [i, 0, 1];
    for (let axis = from.length - 1; axis >= 0; axis--) {
      const size = from[axis] ?? 1;
      at += (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= to[axis] ?? 1;
    }
    put(at, data[i] ?? 0);
  }
}

function stack(tensors: readonly Tensor[], size: readonly number[]): Tensor {
  const shape = [tensors.length, ...size];
  const count = size.reduce((n, d) => n * d, 1);
  const [first] = tensors;
  const data =
    first?.type === 'float32' ? new Float32Array(count * tensors.length) : new Int32Array(count * tensors.length);
  tensors.forEach((tensor, i) => {
    if (tensor.data instanceof Float32Array || tensor.data instanceof Int32Array) data.set(tensor.data, i * count);
  });
  return data instanceof Float32Array ? { type: 'float32', shape, data } : { type: 'int32', shape, data };
}
