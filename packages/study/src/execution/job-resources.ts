import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resources } from '@stopover/core';
import { namesIn } from '@stopover/files';
import { baseOf } from '../estimating/like-stages.ts';
import type { Plan, PlannedJob } from '../records/plan.ts';

/** What every job of a run is given. */
export interface Share {
  readonly threads: number;
  /** For stages that compute with a model. */
  readonly gpus: number;
}

/**
 * Main memory of a process in MB where the plan has no estimate of it: the program and its runtime, and so many times the bytes of the weights. Training holds
 * weights, gradients and the two moments of AdamW (4), the copy that a checkpoint is written from (1) and activations of a
 * usual batch (2); an evaluation the weights and the runtime's packed copy (2) and activations (1). Reading and
 * translating holds rows.
 */
const memory = { program: 1000, train: 7, combine: 3, evaluate: 3, translate: 0 } as const;

/** What each job of a plan needs, or the stages of it that are left. */
export async function resourcesOf(
  plan: Plan,
  { threads, gpus }: Share,
): Promise<(job: Pick<PlannedJob, 'stages'>) => Resources> {
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]));
  const sizes = new Map<string, number>();
  for (const { hash, folder } of plan.models) sizes.set(hash, await weightBytes(folder));
  return ({ stages: keys }) => {
    const own = keys.flatMap((key) => stages.get(key) ?? []);
    const seconds = own.map(({ expected }) => expected.seconds);
    const estimated = own.map(({ expected }) => expected.memory ?? 0);
    const needed = own.map((stage) => memory[stage.kind] * (sizes.get(baseOf(stage, stages) ?? '') ?? 0));
    return {
      threads,
      memory: estimated.every((one) => one > 0)
        ? Math.max(...estimated)
        : memory.program + Math.ceil(Math.max(0, ...needed) / 1e6),
      gpus: own.some(({ kind }) => kind === 'train' || kind === 'evaluate') ? gpus : 0,
      seconds: seconds.includes(null) ? null : seconds.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    };
  };
}

async function weightBytes(folder: string): Promise<number> {
  const files = (await namesIn(folder)).filter((name) => /\.(safetensors|bin)$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
