import { RequestError, type Tensor } from '@stopover/core';
import type { Value } from '@stopover/onnx-graph';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** An input of dropout factors: 0 for a share of the elements, 1 / (1 − share) for the rest. */
export interface DropoutMask {
  readonly input: Value;
  readonly share: number;
}

/** What the graph of one head drops. */
export interface HeadMasks {
  readonly head: string;
  readonly masks: readonly DropoutMask[];
}

/**
 * Heads of one stage share the arrays of their factors, by the names that their graphs give them, and only what was dropped
 * last is written anew. Under one name a second share would leave most factors at the first one's 1 / (1 − share).
 * @throws RequestError naming two heads that drop different shares under one name.
 */
export function requireOneShare(heads: readonly HeadMasks[]): void {
  const known = new Map<string, { readonly head: string; readonly share: number }>();
  for (const { head, masks } of heads) {
    for (const { input, share } of masks) {
      const first = known.get(input.name);
      if (!first) known.set(input.name, { head, share });
      else if (first.share !== share)
        throw new RequestError({
          where: 'recipe: dropout',
          what: `the checkpoint has not one dropout for all layers: ${first.head} and ${head} would drop ${first.share} and ${share} of what they share`,
          remedy: 'Write one for every layer, such as `dropout: 0.1`, or train the tasks one after the other.',
        });
    }
  }
}

interface Room {
  readonly data: Float32Array;
  /** Where the zeros are. */
  readonly zeros: Int32Array;
  count: number;
}

/**
 * Draws dropout factors. The gap between two dropped elements is geometric, so that only what is dropped costs a draw
 * and a write: the arrays are kept between steps, and the zeros of the last one are undone.
 */
export class DropoutMasks {
  readonly #rooms = new Map<string, Room>();
  readonly #gaps = new Map<number, Int32Array>();

  /** Factors of a size, from a seed. The array is filled anew by the next call for the same input. */
  draw({ input, share }: DropoutMask, shape: readonly number[], seed: number): Tensor {
    const size = shape.reduce((n, d) => n * d, 1);
    const room = this.#room(input.name, size, share);
    const { data, zeros } = room;
    const kept = 1 / (1 - share);
    for (let i = 0; i < room.count; i++) data[zeros[i] ?? 0] = kept;
    room.count = 0;
    const generator = xoroshiro128plus(seed | 0);
    const gaps = this.#table(share);
    const scale = 1 / Math.log1p(-share);
    for (let at = gap(generator.next(), gaps, scale); at < size; at += 1 + gap(generator.next(), gaps, scale)) {
      data[at] = 0;
      zeros[room.count++] = at;
    }
    return { type: 'float32', shape, data: data.subarray(0, size) };
  }

  #room(name: string, size: number, share: number): Room {
    const known = this.#rooms.get(name);
    if (known && known.data.length >= size) return known;
    const capacity = Math.ceil(size * 1.2);
    const data = new Float32Array(capacity).fill(1 / (1 - share));
    const room = { data, zeros: new Int32Array(capacity), count: 0 };
    this.#rooms.set(name, room);
    return room;
  }

  #table(share: number): Int32Array {
    const known = this.#gaps.get(share) ?? gapTable(share);
    this.#gaps.set(share, known);
    return known;
  }
}

/** Marks uniform numbers whose gap their leading 16 bits do not decide. */
const undecided = -1;

/** Gap by the leading 16 bits of a uniform number: floor(log u / log(1 − share)), the geometric distribution. */
function gapTable(share: number): Int32Array {
  const of = (u: number) => Math.floor(Math.log(u) / Math.log1p(-share));
  return Int32Array.from({ length: 2 ** 16 }, (_, i) => {
    const low = of((i + 1) / 2 ** 16);
    return i > 0 && of(i / 2 ** 16) === low ? low : undecided;
  });
}

function gap(word: number, table: Int32Array, scale: number): number {
  const known = table[word >>> 16] ?? undecided;
  return known === undecided ? Math.floor(Math.log(((word >>> 0) + 0.5) / 2 ** 32) * scale) : known;
}
