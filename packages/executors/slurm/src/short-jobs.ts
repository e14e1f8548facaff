import { readdir, rename, rm } from 'node:fs/promises';
import type { Job } from '@stopover/core';
import { isAbsent, writeAtomic } from '@stopover/files';
import type { Place } from './place.ts';
import { commandLine } from './script.ts';

/** The folder of the short jobs that need a GPU, or none. */
export type ShortQueue = 'queue-cpu' | 'queue-gpu';

/** Both of them. */
export const shortQueues: readonly ShortQueue[] = ['queue-cpu', 'queue-gpu'];

export const queueFor = ({ resources }: Pick<Job, 'resources'>): ShortQueue =>
  resources.gpus > 0 ? 'queue-gpu' : 'queue-cpu';

/** A short job that was given over: it waits in a queue's folder, or an allocation has taken it. */
export interface ShortJob {
  readonly key: string;
  readonly seconds: number;
  readonly file: string;
  /** Slurm's number of the allocation that has it. */
  readonly takenBy: string | undefined;
}

/** The short jobs of a place, as files: `<seconds>~<key>.sh` waits, `<seconds>~<key>~<allocation>.sh` was taken. */
export class ShortJobs {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async add(job: Job): Promise<void> {
    const seconds = String(Math.ceil(job.resources.seconds ?? 0)).padStart(6, '0');
    const file = this.#place.at(queueFor(job), `${seconds}~${this.#place.short(job.key)}.sh`);
    await writeAtomic(file, `#!/bin/bash\nexec ${commandLine(job.command)}\n`);
  }

  async waiting(queue: ShortQueue): Promise<readonly ShortJob[]> {
    return shortIn(await readdir(this.#place.at(queue)));
  }

  async taken(): Promise<readonly ShortJob[]> {
    return shortIn(await readdir(this.#place.at('taken')));
  }

  /** Gives back what an allocation had that has ended. */
  async giveBack({ file, key, seconds }: ShortJob, queue: ShortQueue): Promise<void> {
    const name = `${String(seconds).padStart(6, '0')}~${key}.sh`;
    await rename(this.#place.at('taken', file), this.#place.at(queue, name)).catch((error: unknown) => {
      // Another run was faster.
      if (!isAbsent(error)) throw error;
    });
  }

  async drop({ file }: ShortJob): Promise<void> {
    for (const folder of ['taken', ...shortQueues] as const) await rm(this.#place.at(folder, file), { force: true });
  }
}

const shortIn = (names: readonly string[]): readonly ShortJob[] =>
  names.flatMap((file) => {
    const [, seconds, key, takenBy] = /^(\d+)~([\w-]+?)(?:~(\d+))?\.sh$/.exec(file) ?? [];
    return key === undefined ? [] : [{ key, seconds: Number(seconds), file, takenBy }];
  });
