// What a study takes of the machine's memory, and how many processes that leaves room for.
import { freemem } from 'node:os';
import type { Device } from '@stopover/core';
import { type Plan, resourcesOf, type Store } from '@stopover/study';
import { byteSize, counted } from '../views/quantities.ts';

/** Bytes of a study that is about to run. */
export interface MemoryForecast {
  /** Of one process at its largest stage: an estimate from the size of the model. */
  readonly each: number;
  /** Of the machine, or of what a container leaves of it. */
  readonly free: number;
}

/** The largest of the stages that are missing, beside what the machine has free. */
export async function forecastMemory(plan: Plan, store: Store, threads: number): Promise<MemoryForecast> {
  const complete = await store.keys();
  const needs = await resourcesOf(plan, { threads, gpus: 0 });
  const each = plan.jobs.map(({ stages }) => {
    const left = stages.filter((key) => !complete.has(key));
    return left.length === 0 ? 0 : needs({ stages: left }).memory * 1e6;
  });
  return { each: each.reduce((most, one) => Math.max(most, one), 0), free: availableMemory() };
}

/** What Linux calls available, and no more than a control group leaves. */
function availableMemory(): number {
  const left = process.availableMemory();
  return left > 0 ? Math.min(left, freemem()) : freemem();
}

/** How many processes run, and what to say of that. */
export interface Fit {
  readonly processes: number;
  /** Undefined where there is room for all. */
  readonly note: string | undefined;
}

/**
 * As many processes as were asked for, with a warning where they do not fit; where nobody asked, as many as fit, and one at
 * least: the estimate is an upper bound, and one may do with less.
 */
export function fitProcesses(
  wish: { readonly processes: number; readonly asked: boolean },
  memory: MemoryForecast,
): Fit {
  const { processes, asked } = wish;
  const { each, free } = memory;
  const room = each > 0 ? Math.floor(free / each) : processes;
  if (room >= processes) return { processes, note: undefined };
  const [need, has] = [byteSize(each), byteSize(free)];
  if (room < 1) {
    const what = `One process may take ${need}, and ${has} of memory are free`;
    return { processes: asked ? processes : 1, note: `${what}: a smaller batchSize takes less.` };
  }
  if (!asked)
    return {
      processes: room,
      note: `${counted(room, 'process', 'processes')} at a time and not ${processes}: each may take ${need}, and ${has} of memory are free.`,
    };
  const what = `${counted(processes, 'process', 'processes')} of ${need} do not fit the ${has} of memory that are free`;
  return { processes, note: `${what}: use --processes ${room} or a smaller batchSize.` };
}

/** The forecast in a line. */
export const memoryInWords = ({ each, free }: MemoryForecast): string =>
  `Memory: up to ${byteSize(each)} a process; ${byteSize(free)} are free here now.`;

/** What to say of devices that have less memory free than their processes may take. */
export function devicesTooSmall(devices: readonly Device[], { each }: MemoryForecast): readonly string[] {
  const wanted = new Map<Device, number>();
  for (const device of devices) wanted.set(device, (wanted.get(device) ?? 0) + 1);
  return [...wanted].flatMap(([{ id, name, free }, count]) => {
    if (free === null || count * each <= free * 1e6) return [];
    const need = `${counted(count, 'process', 'processes')} of up to ${byteSize(each)}`;
    return [`Device ${id} (${name}) has ${byteSize(free * 1e6)} free for ${need}: a smaller batchSize takes less.`];
  });
}
