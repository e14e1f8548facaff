import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform numbers in [0, 1) from a seed. */
export function random(seed: number): () => number {
  const generator = xoroshiro128plus(seed | 0);
  // Seeded from one number, the generator's first is always of the upper half.
  generator.next();
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** A seed made of several numbers, such as a stage's seed and a step. Mixes by FNV-1a over their bytes. */
export function seedFrom(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((part >>> shift) & 255), 0x01000193);
  }
  return hash >>> 1;
}
