// How many processes a run has, and on which devices.
import { type Device, RequestError } from '@stopover/core';
import type { Plan } from '@stopover/study';
import type { WorkOptions } from '../program/options.ts';
import { chooseDevices } from './choose-devices.ts';
import { processesFor } from './choose-processes.ts';
import { devicesTooSmall, fitProcesses, forecastMemory } from './forecast-memory.ts';
import type { PreparedStudy, Runtime } from './prepare-study.ts';

/** What computes. */
export interface Workers {
  /** Stages at the same time; null: as many as the executor finds right. */
  readonly processes: number | null;
  readonly threads: number;
  /** For one stage each; empty where a process takes what it finds. */
  readonly devices: readonly Device[];
}

/** What decides over a run's processes. */
export interface WorkersWish {
  readonly prepared: Pick<PreparedStudy, 'store'>;
  readonly workplace: Pick<Runtime, 'backend' | 'executor'>;
  readonly options: Pick<WorkOptions, 'processes' | 'devices'>;
  readonly threads: number;
}

/**
 * The processes and devices of a run, with what to say of them before it starts: where memory does not hold all of them.
 * @throws RequestError where devices are named that this process does not see, or that are not its to choose.
 */
export async function chooseWorkers(
  plan: Plan,
  { prepared: { store }, workplace: { backend, executor }, options, threads }: WorkersWish,
): Promise<Workers & { readonly notes: readonly string[] }> {
  if (executor.queue) {
    if (options.devices) throw givenOut(executor.name);
    return { processes: options.processes ?? null, threads, devices: [], notes: [] };
  }
  const devices = await chooseDevices(backend, options.devices);
  const asked = options.processes !== undefined || options.devices !== undefined;
  const usual = devices.length > 0 ? devices.length : processesFor(backend, threads);
  const memory = await forecastMemory(plan, store, threads);
  const { processes, note } = fitProcesses({ processes: options.processes ?? usual, asked }, memory);
  const notes = [...(note === undefined ? [] : [note]), ...devicesTooSmall(devices, memory)];
  if (devices.length > 0 && processes > devices.length)
    notes.push(
      `Stages with a model run ${devices.length} at a time, one on each device: --devices 0,0 puts two on one.`,
    );
  return { processes, threads, devices, notes };
}

const givenOut = (name: string) =>
  new RequestError({
    where: '--devices',
    what: `the executor ${name} gives devices to its jobs itself`,
    remedy: 'Leave it out; `gpus` or `gres` in the study file say what each job gets.',
  });
