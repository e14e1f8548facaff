import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Seeded draws. Two dice of the same seed and label fall alike, whatever else was drawn. */
export class Dice {
  readonly #generator: Counted;

  constructor(seed: number, label: string) {
    this.#generator = new Counted(xoroshiro128plus(hash(`${seed}/${label}`)));
  }

  /** How many numbers the generator has given: some draws take more than one. */
  get drawn(): number {
    return this.#generator.drawn;
  }

  /** Passes over so many numbers of the generator. */
  skip(count: number): void {
    for (let left = count; left > 0; left--) this.#generator.next();
  }

  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return uniformInt(this.#generator, 0, n - 1);
  }

  chance(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000;
  }

  /** @throws RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T {
    const found = list.length > 0 ? list[this.below(list.length)] : undefined;
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }

  /** A new list in random order (Fisher and Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const left = [...list];
    const out: T[] = [];
    while (left.length > 0) out.push(...left.splice(this.below(left.length), 1));
    return out;
  }
}

/** A generator that counts its numbers. */
class Counted implements RandomGenerator {
  readonly #inner: RandomGenerator;
  drawn = 0;

  constructor(inner: RandomGenerator) {
    this.#inner = inner;
  }

  next(): number {
    this.drawn++;
    return this.#inner.next();
  }

  clone(): Counted {
    const copy = new Counted(this.#inner.clone());
    copy.drawn = this.drawn;
    return copy;
  }

  getState(): readonly number[] {
    return this.#inner.getState();
  }
}

/** FNV-1a of a text, 32 bits: places items in splits and covers part of the world. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  // FNV leaves its low bits weak on texts that differ at the end only; two rounds of mixing spread them.
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return (h ^ (h >>> 16)) | 0;
}

/** Whether a label falls into the given share of all labels: always the same answer for the same label. */
export const falls = (label: string, share: number): boolean => (hash(label) >>> 0) % 10_000 < share * 10_000;
