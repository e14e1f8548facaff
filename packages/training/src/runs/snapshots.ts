import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type StoredEntry, type StreamedTensor, storedEntries, writeSafetensors } from '@stopover/encoders';
import { type Term, weightedSum } from '../combining/weighted-sum.ts';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import type { TrainRequest } from './requests.ts';
import { writeSealed } from './sealed-folder.ts';
import type { Needed } from './training-state.ts';

/** As many as Schmidt et al. 2023 average: one after each of ten epochs. */
const usual = 10;
const file = 'weights.safetensors';

/** The steps whose weights are averaged: so many, evenly spaced, of which the last is the stage's last. */
export const averagedSteps = (steps: number, count: number = usual): readonly number[] => [
  ...new Set(Array.from({ length: count }, (_, i) => Math.max(1, Math.round(((i + 1) * steps) / count)))),
];

/**
 * The weights of a stage at some of its steps, known beforehand, in `average/<step>`; their mean is its model
 * (`select: average`; Schmidt, Vulić and Glavaš 2023, "Free Lunch").
 */
export class Snapshots {
  readonly #folder: string;
  /** Ascending; empty where nothing is averaged. */
  readonly steps: readonly number[];

  constructor({ recipe, folder }: Pick<TrainRequest, 'recipe' | 'folder'>, steps: number) {
    this.#folder = join(folder, 'average');
    this.steps = recipe.select === 'average' ? averagedSteps(steps, recipe.averagedCheckpoints) : [];
  }

  /** How many steps may go by after so many before one is due. */
  untilNext(done: number): number {
    return (this.steps.find((step) => step > done) ?? Number.POSITIVE_INFINITY) - done;
  }

  /** Writes the weights after a step, complete or not at all. */
  async save(step: number, slots: ReadonlyMap<string, TrainedParameter>): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeSealed(this.#placeOf(step), async (part) => {
      const tensors = [...slots].map(([name, { weight, parameter }]) => {
        return [name, { shape: parameter.shape, data: weight }] as const;
      });
      await writeSafetensors(join(part, file), tensors);
    });
  }

  /** What a training that goes on after so many steps counts on. */
  needed(done: number): readonly Needed[] {
    const behind = this.steps.filter((step) => step <= done);
    return behind.map((step) => ({ folder: this.#placeOf(step), name: `the snapshot of step ${step}` }));
  }

  /** The mean over all steps of each slot, by its name: read from the files a part at a time. */
  async means(): Promise<ReadonlyMap<string, StreamedTensor>> {
    const entries = new Map<string, StoredEntry[]>();
    for (const step of this.steps) {
      for (const entry of await storedEntries(join(this.#placeOf(step), file)))
        entries.set(entry.name, [...(entries.get(entry.name) ?? []), entry]);
    }
    const terms = (some: readonly StoredEntry[]): readonly Term[] => some.map((entry) => ({ entry, factor: 1 }));
    return new Map([...entries].map(([name, some]) => [name, weightedSum(terms(some), this.steps.length)]));
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #placeOf(step: number): string {
    return join(this.#folder, String(step));
  }
}
