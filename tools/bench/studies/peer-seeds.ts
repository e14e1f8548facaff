// The seeds of the other side of an equivalence: a process each, as many at once as there are processors.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { contentKey } from '@stopover/files';
import { z } from 'zod';
import { lastLineOf } from '../peers/child-process.ts';
import type { Draws } from './peer-draws.ts';
import type { TrainedSide } from './trained-and-scored.ts';

const toldOfSeed = z.object({
  /** The command line that it was given, and a hash of its draws. */
  args: z.array(z.string()),
  peer: z.string(),
  seed: z.int(),
  rows: z.int(),
  steps: z.int(),
  training_s: z.number(),
  wall_s: z.number(),
});

/** What the peer said of one seed: its version, rows and steps, seconds of training and of all that it did, on one thread. */
export type ToldOfSeed = z.infer<typeof toldOfSeed>;

const script = join(import.meta.dirname, '../../peers/trainer-items.py');

/** What a seed of the peer begins with. */
export interface PeerStart {
  /** Folder of the model. */
  readonly model: string;
  readonly draws: Draws;
}

/** By what a seed begins, and with which program. */
export interface PeerOptions {
  readonly python: string;
  readonly folder: string;
  readonly startOf: (seed: number) => Promise<PeerStart>;
}

/**
 * Trains and scores the seeds of a side in Python, and gives the path of their item table.
 * A seed whose table lies in the folder and was made with the same settings is not run again, so that seeds can be added and
 * a bench that broke off goes on.
 */
export async function peerSeeds(
  side: TrainedSide,
  options: PeerOptions,
): Promise<{ readonly items: string; readonly told: readonly ToldOfSeed[] }> {
  const { folder } = options;
  await mkdir(folder, { recursive: true });
  const seeds = Array.from({ length: side.seeds }, (_, i) => i + 1);
  const waiting = seeds.values();
  const process = async () => {
    for (const seed of waiting) await seedOf(side, seed, options);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, process));
  const tables = await Promise.all(seeds.map((seed) => readFile(itemsOf(folder, seed), 'utf8')));
  const items = join(folder, 'items.csv');
  await writeFile(items, tables.map((table, i) => (i === 0 ? table : table.slice(table.indexOf('\n') + 1))).join(''));
  return { items, told: await Promise.all(seeds.map((seed) => toldOf(folder, seed))) };
}

async function seedOf(side: TrainedSide, seed: number, { python, folder, startOf }: PeerOptions): Promise<void> {
  const { model, draws } = await startOf(seed);
  const taken = join(folder, `draws-${seed}.json`);
  await writeFile(taken, JSON.stringify(draws));
  const args = Object.entries({
    ...{ model, mirror: side.mirror, task: side.task, languages: side.languages },
    ...{ seed, draws: taken, epochs: side.epochs, batch: side.batch, lr: side.learningRate },
    ...{ 'max-length': side.maxLength, stride: side.stride, threads: 1, out: itemsOf(folder, seed) },
    ...(side.dropout !== null && { dropout: side.dropout }),
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const done = await toldOf(folder, seed).catch(() => undefined);
  const asked = [...args, contentKey(draws)];
  if (JSON.stringify(done?.args) === JSON.stringify(asked)) return;
  const line = z
    .object({})
    .loose()
    .parse(await lastLineOf(script, python, [script, ...args]));
  const told = toldIn(folder, seed);
  await writeFile(`${told}.partial`, JSON.stringify({ args: asked, ...line }));
  await rename(`${told}.partial`, told);
}

async function toldOf(folder: string, seed: number): Promise<ToldOfSeed> {
  return toldOfSeed.parse(JSON.parse(await readFile(toldIn(folder, seed), 'utf8')));
}

const itemsOf = (folder: string, seed: number): string => join(folder, `seed-${seed}.csv`);

/** Written after the table: what has it is done. */
const toldIn = (folder: string, seed: number): string => join(folder, `seed-${seed}.json`);
