// How fast this machine is, kept in the store so that it is measured once.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from '@stopover/core';
import { contentKey, hashFile, writeAtomic } from '@stopover/files';
import { type CountedModel, measureSpeed } from '@stopover/training';
import { z } from 'zod';
import { thisMachine } from '../stages/machine.ts';
import { secondsSince } from './processor-seconds.ts';

const seconds = z.number().min(0);
const passSchema = z.strictObject({ node: seconds, flop: seconds, element: seconds });

const speedSchema = z.strictObject({
  training: passSchema,
  predicting: passSchema,
  opening: z.strictObject({ training: seconds, predicting: seconds }),
  update: seconds,
  /** Seconds of a byte of a file. */
  file: z.strictObject({ read: seconds, write: seconds, hash: seconds }),
});

/** Times of a machine and a backend for one shape of model. */
export type DeviceSpeed = z.infer<typeof speedSchema>;

/** What speeds are measured on. */
export interface Device {
  readonly backend: Backend;
  /** Of each process. */
  readonly threads: number;
}

/** When a machine is measured: where the store does not know its speed, always, or not at all. */
export type Measuring = 'once' | 'anew' | 'never';

/** How a book is used. */
export interface BookOptions {
  /** Version of the engine. */
  readonly engine: string;
  readonly measure: Measuring;
}

/** Speeds of this machine by the shape of a model: those that the store has, or measured now. */
export class SpeedBook {
  readonly #folder: string;
  readonly #device: Device;
  readonly #engine: string;
  readonly #measure: Measuring;

  constructor(store: string, device: Device, { engine, measure }: BookOptions) {
    this.#folder = join(store, 'speeds');
    this.#device = device;
    this.#engine = engine;
    this.#measure = measure;
  }

  /** Undefined where it is not known and nothing is to be measured. @throws StopoverError when the backend does not work. */
  async of(model: CountedModel): Promise<DeviceSpeed | undefined> {
    const path = join(this.#folder, `${this.#keyOf(model)}.json`);
    const known = this.#measure === 'anew' ? undefined : await read(path);
    if (known || this.#measure === 'never') return known;
    const speed = { ...(await measureSpeed(model, this.#device)), file: await this.#measureFiles() };
    // A store that cannot be written is measured for each time.
    await writeAtomic(path, `${JSON.stringify(speed)}\n`).catch(() => undefined);
    return speed;
  }

  #keyOf({ architecture, config }: CountedModel): string {
    const { node, cpu, cores } = thisMachine();
    const { backend, threads } = this.#device;
    const { layers, hiddenSize, heads, intermediateSize, hiddenDropout, attentionDropout } = config;
    return contentKey({
      ...{ format: 2, engine: this.#engine, node, cpu, cores, backend: backend.name, threads },
      ...{
        model: architecture.modelType,
        layers,
        hiddenSize,
        heads,
        intermediateSize,
        hiddenDropout,
        attentionDropout,
      },
    });
  }

  /** On a file in the store's folder, where it can be written; else as if files cost nothing. */
  async #measureFiles(): Promise<DeviceSpeed['file']> {
    const bytes = new Uint8Array(16e6).fill(1);
    const path = join(this.#folder, `measured-${process.pid}`);
    const timed = async (work: () => Promise<unknown>) => {
      const begun = process.cpuUsage();
      await work();
      return secondsSince(begun) / bytes.length;
    };
    try {
      await mkdir(this.#folder, { recursive: true });
      const write = await timed(() => writeAtomic(path, bytes));
      return { write, read: await timed(() => readFile(path)), hash: await timed(() => hashFile(path)) };
    } catch {
      return { read: 0, write: 0, hash: 0 };
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/** Undefined where there is none, or it is not of this form. */
async function read(path: string): Promise<DeviceSpeed | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return speedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
