// Jobs that are submitted together: tasks of one array, by the keys of what each of them runs.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Job } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import type { Place } from './place.ts';
import { queuedJobs, type SeenJob, settingOf } from './slurm-programs.ts';

/** Slurm's own default of `MaxArraySize`. */
const usualMost = 1001;

/** How many jobs an array may have here. */
export async function mostInArray(): Promise<number> {
  const size = Number((await settingOf('MaxArraySize').catch(() => '')) || usualMost);
  return Math.max(1, size - 1);
}

/** The tasks in an id as Slurm prints it: of `12_[1,4-6%2]` they are 1, 4, 5 and 6; undefined for what is no array's. */
export function tasksIn(id: string): { readonly array: string; readonly tasks: readonly number[] } | undefined {
  const [, array, list] = /^(\d+)_\[?([\d,-]+)/.exec(id) ?? [];
  if (array === undefined || list === undefined) return undefined;
  const tasks = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return { array, tasks };
}

/** The arrays of a place. Which task runs what stands in a file, written before the array is submitted. */
export class ArrayJobs {
  readonly #place: Place;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Notes which jobs an array is of, in order; gives its name among this place's. */
  async note(jobs: readonly Job[]): Promise<string> {
    const keys = jobs.map(({ key }) => this.#place.short(key));
    const name = `array-${createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 16)}`;
    await writeAtomic(this.#place.at('arrays', name), `${keys.join('\n')}\n`);
    return name;
  }

  /** All jobs of the place that the queue knows, tasks of arrays under the names of what they run. @throws as `queuedJobs`. */
  async queued(): Promise<readonly SeenJob[]> {
    const { prefix } = this.#place;
    const seen: SeenJob[] = [];
    for (const job of await queuedJobs(prefix)) {
      const name = job.name.slice(prefix.length);
      const found = name.startsWith('array-') ? tasksIn(job.id) : undefined;
      if (!found) {
        seen.push(job);
        continue;
      }
      const keys = await this.#keysOf(name);
      for (const task of found.tasks)
        seen.push({ ...job, id: `${found.array}_${task}`, name: `${prefix}${keys[task] ?? name}` });
    }
    return seen;
  }

  #keysOf(name: string): Promise<readonly string[]> {
    const known =
      this.#known.get(name) ??
      readFile(this.#place.at('arrays', name), 'utf8').then(
        (text) => text.trimEnd().split('\n'),
        () => [],
      );
    this.#known.set(name, known);
    return known;
  }
}
