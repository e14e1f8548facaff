import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Beyond so many bytes vectors lie in a file: a million candidates of 768 numbers are 3 GiB. */
const mostInMemory = 2 ** 30;

/**
 * Vectors of one width, by row, in float32: in memory, or in a temporary file where they are too many. They are written
 * one by one in any order, and read in blocks of neighbouring rows.
 */
export class VectorTable implements Disposable {
  readonly count: number;
  readonly width: number;
  readonly #memory: Float32Array | undefined;
  readonly #file: { readonly folder: string; readonly handle: number } | undefined;

  constructor(count: number, width: number, mostBytes = mostInMemory) {
    this.count = count;
    this.width = width;
    if (count * width * 4 <= mostBytes) this.#memory = new Float32Array(count * width);
    else {
      const folder = mkdtempSync(join(tmpdir(), 'stopover-vectors-'));
      this.#file = { folder, handle: openSync(join(folder, 'vectors'), 'w+') };
    }
  }

  /** The temporary folder that the vectors lie in; undefined where they are in memory. */
  get folder(): string | undefined {
    return this.#file?.folder;
  }

  set(row: number, vector: Float32Array): void {
    if (vector.length !== this.width || row < 0 || row >= this.count) throw new RangeError(`no place ${row}`);
    this.#memory?.set(vector, row * this.width);
    if (this.#file) writeSync(this.#file.handle, vector, 0, vector.byteLength, row * this.width * 4);
  }

  /** Rows from `from` to before `to`, one after the other; not to be written to. */
  block(from: number, to: number): Float32Array {
    if (this.#memory) return this.#memory.subarray(from * this.width, to * this.width);
    const block = new Float32Array((to - from) * this.width);
    const bytes = new Uint8Array(block.buffer);
    for (let at = 0; this.#file && at < bytes.length; ) {
      const read = readSync(this.#file.handle, bytes, at, bytes.length - at, from * this.width * 4 + at);
      if (read === 0) break; // rows at the end that were never written are zeros
      at += read;
    }
    return block;
  }

  [Symbol.dispose](): void {
    if (!this.#file) return;
    closeSync(this.#file.handle);
    rmSync(this.#file.folder, { recursive: true, force: true });
  }
}
