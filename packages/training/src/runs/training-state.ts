import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { readSafetensors, writeSafetensors } from '@stopover/encoders';
import { isTaken, namesIn } from '@stopover/files';
import { z } from 'zod';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import { lossStateSchema } from './loss-record.ts';
import { lossScaleSchema } from './loss-scale.ts';
import { damageOf, writeSealed } from './sealed-folder.ts';

const schema = z.strictObject({
  step: z.int().min(0),
  examplesSeen: z.int().min(0),
  /** Passes since the last multiple of `saveSteps` steps: what is dropped follows from their number. */
  passes: z.int().min(0),
  best: z.strictObject({ step: z.int(), score: z.number() }).nullable(),
  /** Evaluations since the best one. */
  stale: z.int().min(0),
  /** Of the steps before. */
  losses: lossStateSchema,
  /** Of training with float16 products. */
  lossScale: lossScaleSchema.optional(),
});

/** Where a stage stands, beside its weights and moments. */
export type TrainingState = z.infer<typeof schema>;

/** Checkpoints that are kept: the newest, and the one before it for when that is damaged. */
const kept = 2;

/** A sealed folder that a checkpoint counts on, and what it is to a person. */
export interface Needed {
  readonly folder: string;
  readonly name: string;
}

export interface CheckpointOptions {
  /** The stage's working folder: checkpoints are in its `checkpoint/`, models to select from in its `best/`. */
  readonly folder: string;
  /** Where damaged checkpoints go. */
  readonly setAside: string;
  /** Takes a line for a person. */
  readonly note: (line: string) => void;
  /** What going on after so many steps counts on, beside the best model so far. */
  readonly needed?: (step: number) => readonly Needed[];
}

/** The checkpoints of a stage on disk: `checkpoint/<step>`, and `best/<step>` for the models that they name as best. */
export class Checkpoints {
  readonly #folder: string;
  readonly #best: string;
  readonly #options: CheckpointOptions;

  constructor(options: CheckpointOptions) {
    this.#folder = join(options.folder, 'checkpoint');
    this.#best = join(options.folder, 'best');
    this.#options = options;
  }

  /**
   * Writes weights, moments and state, complete or not at all, beside the checkpoint before it: an older one goes first,
   * because three of them would fill the disk. Then models go that neither names.
   */
  async save(slots: ReadonlyMap<string, TrainedParameter>, state: TrainingState): Promise<void> {
    await this.#keep(kept - 1);
    await writeSealed(join(this.#folder, String(state.step)), async (part) => {
      await writeSafetensors(join(part, 'state.safetensors'), tensors(slots));
      await writeFile(join(part, 'state.json'), `${JSON.stringify(state)}\n`);
    });
    await this.#prune();
  }

  /**
   * Fills the slots from the newest checkpoint that is whole and returns its state; undefined when there is none. Those
   * that are damaged are set aside, and said.
   * @throws DataError when a checkpoint is of other parameters than these.
   */
  async restore(slots: ReadonlyMap<string, TrainedParameter>): Promise<TrainingState | undefined> {
    const damaged: string[] = [];
    let state: TrainingState | undefined;
    for (const step of (await stepsIn(this.#folder)).reverse()) {
      const place = join(this.#folder, String(step));
      const damage = await this.#damageOf(place);
      if (damage === undefined) {
        state = await stateOf(place);
        await fill(slots, place);
        break;
      }
      damaged.push(
        `The checkpoint of step ${step} is damaged: ${damage}. It is kept as ${await this.#setAside(place, step)}.`,
      );
    }
    const on = state
      ? `Training goes on from the checkpoint of step ${state.step}.`
      : 'Training starts from the beginning.';
    for (const line of damaged) this.#options.note(`${line} ${on}`);
    return state;
  }

  /** Removes what was only kept for going on. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await rm(this.#best, { recursive: true, force: true });
  }

  /** What is wrong with a checkpoint, or with what it counts on: the best model so far, snapshots. */
  async #damageOf(place: string): Promise<string | undefined> {
    const damage = await damageOf(place);
    if (damage !== undefined) return damage;
    const state = await stateOf(place);
    if (!state) return 'state.json was written by another version';
    const { best, step } = state;
    const model = best ? [this.#bestOf(best.step)] : [];
    for (const { folder, name } of [...model, ...(this.#options.needed?.(step) ?? [])]) {
      const damaged = await damageOf(folder);
      if (damaged !== undefined) return `of ${name}, ${damaged}`;
    }
    return undefined;
  }

  #bestOf(step: number): Needed {
    return { folder: join(this.#best, String(step)), name: `the best model so far, that of step ${step}` };
  }

  async #setAside(place: string, step: number): Promise<string> {
    await mkdir(this.#options.setAside, { recursive: true });
    for (let n = 1; ; n++) {
      const to = join(this.#options.setAside, n === 1 ? `step-${step}` : `step-${step}-${n}`);
      try {
        await rename(place, to);
        return to;
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    }
  }

  /** Removes all checkpoints but the newest. */
  async #keep(newest: number): Promise<void> {
    for (const step of (await stepsIn(this.#folder)).slice(0, -newest))
      await rm(join(this.#folder, String(step)), { recursive: true, force: true });
  }

  async #prune(): Promise<void> {
    await this.#keep(kept);
    for (const name of await namesIn(this.#folder)) {
      if (name.endsWith('.part')) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
    const named = new Set<number>();
    for (const step of await stepsIn(this.#folder)) {
      const state = await stateOf(join(this.#folder, String(step)));
      if (state?.best) named.add(state.best.step);
    }
    for (const step of await stepsIn(this.#best)) {
      if (!named.has(step)) await rm(join(this.#best, String(step)), { recursive: true, force: true });
    }
  }
}

function* tensors(slots: ReadonlyMap<string, TrainedParameter>) {
  for (const [name, { weight, first, second, parameter }] of slots) {
    yield [`weight/${name}`, { shape: parameter.shape, data: weight }] as const;
    yield [`first/${name}`, { shape: parameter.shape, data: first }] as const;
    yield [`second/${name}`, { shape: parameter.shape, data: second }] as const;
  }
}

/** The state of a checkpoint; undefined where it is none of this version. */
const stateOf = async (place: string): Promise<TrainingState | undefined> => {
  const text = await readFile(join(place, 'state.json'), 'utf8').catch(() => 'null');
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Nothing is changed before all is known to fit. */
async function fill(slots: ReadonlyMap<string, TrainedParameter>, place: string): Promise<void> {
  const stored = await readSafetensors(join(place, 'state.safetensors'));
  const moves = [...slots].flatMap(([name, slot]) =>
    (['weight', 'first', 'second'] as const).map((part) => {
      const data = stored.get(`${part}/${name}`)?.data;
      if (data?.length === slot[part].length) return [slot[part], data] as const;
      throw new DataError({
        where: place,
        what: `${part}/${name} is missing or of another size`,
        remedy: 'Remove the folder: the stage then starts from the beginning.',
      });
    }),
  );
  for (const [to, data] of moves) to.set(data);
}

/** Names of a folder's entries that are steps, ascending. */
async function stepsIn(folder: string): Promise<number[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
