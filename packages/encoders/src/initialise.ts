import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Parameter } from './parameters.ts';

/** A parameter's first value, drawn from a seed and its own name: the order of parameters does not matter. */
export function initialise(parameter: Parameter, seed: number, range: number): Float32Array {
  const size = parameter.shape.reduce((n, d) => n * d, 1);
  const data = new Float32Array(size);
  if (parameter.start === 'normal') gaussian(data, seed, parameter.name, range);
  else if (typeof parameter.start === 'object') uniform(data, seed, parameter.name, parameter.start.uniform);
  else data.fill(parameter.start);
  if (parameter.frozenRow !== undefined) {
    const width = size / (parameter.shape[0] ?? 1);
    data.fill(0, parameter.frozenRow * width, (parameter.frozenRow + 1) * width);
  }
  return data;
}

/** Uniform numbers within a bound, to both sides of zero. */
function uniform(data: Float32Array, seed: number, name: string, bound: number): void {
  const generator = xoroshiro128plus(mix(seed, name));
  for (let i = 0; i < data.length; i++) data[i] = bound * (2 * ((generator.next() >>> 0) / 2 ** 32) - 1);
}

/** Normal deviates by the polar method (Marsaglia and Bray 1964). */
function gaussian(data: Float32Array, seed: number, name: string, range: number): void {
  const generator = xoroshiro128plus(mix(seed, name));
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  for (let i = 0; i < data.length; ) {
    const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
    const s = u * u + v * v;
    if (s === 0 || s >= 1) continue;
    const factor = range * Math.sqrt((-2 * Math.log(s)) / s);
    data[i++] = u * factor;
    if (i < data.length) data[i++] = v * factor;
  }
}

/** FNV-1a over the name, started from the seed. */
function mix(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
