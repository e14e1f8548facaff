// What a study will take of its store's disk, and what that has.
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere } from '@stopover/files';
import { DiskForecast, type Keep, type Plan, type Store } from '@stopover/study';
import { byteSize, counted } from '../views/quantities.ts';

/** Bytes beyond what the store takes now; upper bounds, of models in float32 and checkpoints with every word. */
export interface ForecastDisk {
  readonly keep: Keep;
  readonly processes: number;
  readonly peak: number;
  readonly end: number;
  /** In the end, if the study kept all. */
  readonly endOfAll: number;
  /** Of the store's disk; null where the system does not tell. */
  readonly free: number | null;
}

/** Goes through a plan as `run` would with so many processes. */
export async function forecastDisk(plan: Plan, store: Store, processes: number): Promise<ForecastDisk> {
  const complete = await store.keys();
  const models = new Set<string>();
  for (const { key } of plan.stages)
    if (complete.has(key) && (await isThere(join(store.stageFolder(key), 'model')))) models.add(key);
  const forecast = new DiskForecast(plan, { complete, models });
  return {
    ...{ keep: plan.keep.models, processes },
    ...forecast.expect(processes),
    endOfAll: forecast.expect(processes, 'all').end,
    free: await freeOn(store.folder),
  };
}

/** Bytes that a user may still write where a folder is, or will be. */
async function freeOn(folder: string): Promise<number | null> {
  if (!(await isThere(folder)) && dirname(folder) !== folder) return freeOn(dirname(folder));
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

/** The forecast in a line. */
export function diskInWords({ keep, processes, peak, end, endOfAll }: ForecastDisk): string {
  const all = keep === 'all' ? '' : `; keep: all would leave ${byteSize(Math.max(0, endOfAll))}`;
  const fullest = `at most ${byteSize(peak)} at its fullest (${counted(processes, 'process', 'processes')})`;
  return `Disk, beside what the store has: ${fullest}, ${leftInWords(end)} in the end (keep: ${keep}${all}).`;
}

const leftInWords = (end: number): string => (end < 0 ? `${byteSize(-end)} less` : byteSize(end));

/** What to say before a run where the disk has less than the study takes; undefined where it is large enough. */
export function diskTooSmall({ peak, free, processes }: ForecastDisk, folder: string): string | undefined {
  if (free === null || free >= peak) return undefined;
  const fewer = processes > 1 ? 'fewer --processes take less; ' : '';
  return `The disk of ${folder} has ${byteSize(free)} free, and the study takes up to ${byteSize(peak)} more at its fullest: ${fewer}--store names a folder on another disk.`;
}
