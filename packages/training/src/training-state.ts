import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { readSafetensors, writeSafetensors } from '@stopover/encoders';
import { z } from 'zod';
import { recallRows, type Slot } from './adamw.ts';
import { lossScaleSchema } from './loss-scale.ts';

const schema = z.strictObject({
  step: z.int().min(0),
  examplesSeen: z.int().min(0),
  best: z.strictObject({ step: z.int(), score: z.number() }).nullable(),
  /** Evaluations since the best one. */
  stale: z.int().min(0),
  /** Of training with float16 products. */
  lossScale: lossScaleSchema.optional(),
});

/** Where a stage stands, beside its weights and moments. */
export type TrainingState = z.infer<typeof schema>;

/**
 * Writes `folder/<step>` with weights, moments and state, complete or not at all, then removes the one before.
 * The state file is written last, and the folder gets its name only then.
 */
export async function saveState(folder: string, slots: ReadonlyMap<string, Slot>, state: TrainingState): Promise<void> {
  const name = String(state.step);
  const part = join(folder, `${name}.part`);
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await writeSafetensors(join(part, 'state.safetensors'), tensors(slots));
  const file = await open(join(part, 'state.json'), 'w');
  try {
    await file.writeFile(`${JSON.stringify(state)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(join(folder, name), { recursive: true, force: true });
  await rename(part, join(folder, name));
  for (const other of await steps(folder)) {
    if (other !== state.step) await rm(join(folder, String(other)), { recursive: true, force: true });
  }
}

function* tensors(slots: ReadonlyMap<string, Slot>) {
  for (const [name, { weight, first, second, parameter }] of slots) {
    yield [`weight/${name}`, { shape: parameter.shape, data: weight }] as const;
    yield [`first/${name}`, { shape: parameter.shape, data: first }] as const;
    yield [`second/${name}`, { shape: parameter.shape, data: second }] as const;
  }
}

/**
 * Fills the slots from the newest state in the folder and returns it; undefined when there is none.
 * @throws DataError when the state is of other parameters than these.
 */
export async function restoreState(
  folder: string,
  slots: ReadonlyMap<string, Slot>,
): Promise<TrainingState | undefined> {
  const newest = (await steps(folder)).at(-1);
  if (newest === undefined) return undefined;
  const place = join(folder, String(newest));
  const state = schema.parse(JSON.parse(await readFile(join(place, 'state.json'), 'utf8')));
  const stored = await readSafetensors(join(place, 'state.safetensors'));
  for (const [name, slot] of slots) {
    for (const part of ['weight', 'first', 'second'] as const) {
      const data = stored.get(`${part}/${name}`)?.data;
      if (data?.length !== slot[part].length) {
        throw new DataError({
          where: place,
          what: `${part}/${name} is missing or of another size`,
          remedy: 'Remove the folder: the stage then starts from the beginning.',
        });
      }
      slot[part].set(data);
    }
    recallRows(slot);
  }
  return state;
}

/** Steps with a complete state, ascending. */
async function steps(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
