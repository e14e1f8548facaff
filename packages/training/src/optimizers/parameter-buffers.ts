/// <reference path="./webassembly.d.ts" />
import { adamwWasm } from './generated/adamw-wasm.ts';

/** The loops of `adamw.wat` over arrays of one memory; addresses and sizes in bytes. */
interface Loops {
  squares(gradient: number, bytes: number): number;
  step(weight: number, gradient: number, first: number, second: number, bytes: number, ...factors: AdamFactors): void;
}

/** beta1, 1 − beta1, beta2, 1 − beta2, clip, size, correction, epsilon, decay: see `adamw`. */
export type AdamFactors = readonly [number, number, number, number, number, number, number, number, number];

/** A parameter's arrays, all of one length, in one WebAssembly memory. */
export interface ParameterState {
  readonly weight: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const page = 2 ** 16;
/** Memory is reserved so much at a time; the system hands out pages only when they are written. */
const chunk = 2 ** 28;
const most = 2 ** 32;
const compiled = new WebAssembly.Module(Buffer.from(adamwWasm, 'base64'));
const loopsOf = new WeakMap<ArrayBufferLike, Loops>();

/**
 * Host memory for weights, gradients and moments. It is WebAssembly's, because its vector instructions run AdamW four
 * to five times faster than a loop of JavaScript; ONNX Runtime reads and writes the same arrays.
 */
export class ParameterBuffers {
  #memory: WebAssembly.Memory | undefined;
  #used = 0;

  /** Zeroed arrays of a size. @throws RangeError for a parameter too large for one memory (268 million numbers). */
  take(size: number): ParameterState {
    const bytes = padded(size);
    if (4 * bytes > most) throw new RangeError(`a parameter of ${size} numbers does not fit into one memory`);
    if (!this.#memory || this.#used + 4 * bytes > this.#memory.buffer.byteLength) this.#open(4 * bytes);
    const buffer = this.#memory?.buffer ?? new ArrayBuffer(0);
    const next = () => {
      const array = new Float32Array(buffer, this.#used, size);
      this.#used += bytes;
      return array;
    };
    return { weight: next(), gradient: next(), first: next(), second: next() };
  }

  #open(bytes: number): void {
    const pages = Math.ceil(Math.max(bytes, chunk) / page);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
    const { squares, step } = exports;
    if (typeof squares !== 'function' || typeof step !== 'function') throw new Error('adamw.wat has two functions');
    loopsOf.set(memory.buffer, {
      squares: (...args) => Number(squares(...args)),
      step: (...args) => {
        step(...args);
      },
    });
    this.#memory = memory;
    this.#used = 0;
  }
}

/** 64 bytes are a line of the cache, and more than the vectors want. */
const padded = (size: number): number => Math.ceil((size * 4) / 64) * 64;

function loops({ buffer }: Float32Array): Loops {
  const found = loopsOf.get(buffer);
  if (found) return found;
  throw new Error('the array is not of an arena');
}

/** Sum of the squares of a quartet's gradient. */
export const squareSum = ({ gradient }: ParameterState): number =>
  loops(gradient).squares(gradient.byteOffset, padded(gradient.length));

/** One AdamW step of a quartet, in float32. */
export function adamStep({ weight, gradient, first, second }: ParameterState, factors: AdamFactors): void {
  const addresses = [weight.byteOffset, gradient.byteOffset, first.byteOffset, second.byteOffset] as const;
  loops(weight).step(...addresses, padded(weight.length), ...factors);
}
