import { join } from 'node:path';
import type { Job } from '@stopover/core';
import { LockPlace, writeAtomic } from '@stopover/files';
import { type ArrayJobs, mostInArray } from './array-jobs.ts';
import type { Place } from './place.ts';
import { arrayScript, jobScript, packScript, type ScriptWish } from './script.ts';
import type { Settings } from './settings.ts';
import { queueFor, type ShortJob, type ShortJobs, type ShortQueue, shortQueues } from './short-jobs.ts';
import { isLive, type SeenJob, type Submission, submit } from './slurm-programs.ts';
import type { Work } from './work.ts';

/** How a job was given over, by this run or another. */
export interface Given {
  /** Slurm's number of it; undefined while a short one waits. */
  readonly id: string | undefined;
  readonly packed: boolean;
  /** By another run. */
  readonly adopted: boolean;
}

/** Jobs that were submitted together, and what became of that. */
export type Sent =
  | { readonly job: Job; readonly given: Given }
  /** Of them and all that were to follow. */
  | { readonly wait: string }
  | { readonly jobs: readonly Job[]; readonly refused: string };

/** Gives jobs over to Slurm, each once: what is in the queue already, by whoever, is adopted. */
export class Submitter {
  readonly #place: Place;
  readonly #settings: Settings;
  readonly #shorts: ShortJobs;
  readonly #arrays: ArrayJobs;
  readonly #lock: LockPlace;
  readonly #pack: Readonly<Record<ShortQueue, Job['resources']>>;

  constructor({ jobs, options, settings, place }: Work, shorts: ShortJobs, arrays: ArrayJobs) {
    this.#arrays = arrays;
    this.#place = place;
    this.#settings = settings;
    this.#shorts = shorts;
    this.#lock = new LockPlace(join(place.folder, 'submitting'));
    this.#pack = {
      'queue-cpu': needsOfPack(
        jobs.filter((job) => this.isShort(job) && queueFor(job) === 'queue-cpu'),
        options.threads,
      ),
      'queue-gpu': needsOfPack(
        jobs.filter((job) => this.isShort(job) && queueFor(job) === 'queue-gpu'),
        options.threads,
      ),
    };
  }

  /** Whether a job is to share an allocation with others. */
  isShort({ resources: { seconds } }: Pick<Job, 'resources'>): boolean {
    return seconds !== null && seconds <= this.#settings.packBelow;
  }

  /** The right to submit, which one process of a store has at a time; undefined while another has it. */
  async claim(): Promise<AsyncDisposable | undefined> {
    const lock = await this.#lock.take();
    return lock.busy ? undefined : lock;
  }

  /** A job that is in the queue already, or need only wait for an allocation of several; undefined for one that is to be sent. */
  async give(job: Job, seen: readonly SeenJob[]): Promise<Given | undefined> {
    const name = this.#place.nameOf(job.key);
    const there = seen.find((one) => one.name === name && isLive(one));
    if (there) return { id: there.id, packed: false, adopted: true };
    const short = await this.#shortOf(job);
    if (short) return { id: short.takenBy, packed: true, adopted: true };
    await this.#place.forgetEnds(job.key);
    if (!this.isShort(job)) return undefined;
    await this.#shorts.add(job);
    return { id: undefined, packed: true, adopted: false };
  }

  /** Submits jobs, those with the same needs as arrays. `excluded`: nodes that a job is not to run on. */
  async *send(jobs: readonly Job[], excluded: (key: string) => readonly string[]): AsyncGenerator<Sent> {
    const alike = new Map<string, Job[]>();
    for (const job of jobs) {
      const { threads, memory, gpus } = job.resources;
      const needs = JSON.stringify([threads, memory, gpus, excluded(job.key)]);
      alike.set(needs, [...(alike.get(needs) ?? []), job]);
    }
    const most = alike.size < jobs.length ? await mostInArray() : 1;
    for (const group of alike.values()) {
      for (let at = 0; at < group.length; at += most) {
        for await (const sent of this.#sendSome(group.slice(at, at + most), excluded)) {
          yield sent;
          if ('wait' in sent) return;
        }
      }
    }
  }

  /** Where Slurm takes no more, fewer may still fit. */
  async *#sendSome(jobs: readonly Job[], excluded: (key: string) => readonly string[]): AsyncGenerator<Sent> {
    const [first] = jobs;
    if (!first) return;
    const exclude = excluded(first.key);
    const submitted = jobs.length === 1 ? await this.#sendOne(first, exclude) : await this.#sendArray(jobs, exclude);
    if ('refused' in submitted) yield { jobs, ...submitted };
    else if ('id' in submitted) {
      for (const [i, job] of jobs.entries()) {
        const id = jobs.length === 1 ? submitted.id : `${submitted.id}_${i}`;
        yield { job, given: { id, packed: false, adopted: false } };
      }
    } else if (jobs.length === 1) yield submitted;
    else {
      const half = Math.ceil(jobs.length / 2);
      for (const part of [jobs.slice(0, half), jobs.slice(half)]) {
        for await (const sent of this.#sendSome(part, excluded)) {
          yield sent;
          if ('wait' in sent) return;
        }
      }
    }
  }

  #sendOne(job: Job, exclude: readonly string[]): Promise<Submission> {
    const key = this.#place.short(job.key);
    const wish = { name: this.#place.nameOf(job.key), title: job.title, needs: job.resources, exclude };
    return this.#submit(key, { ...wish, log: this.#place.at('logs', `${key}~%j.out`) }, (finished) =>
      jobScript(job, finished, this.#place, this.#settings),
    );
  }

  async #sendArray(jobs: readonly Job[], exclude: readonly string[]): Promise<Submission> {
    const name = await this.#arrays.note(jobs);
    const needs = jobs[0]?.resources ?? this.#pack['queue-cpu'];
    const wish = { name: `${this.#place.prefix}${name}`, title: `${jobs.length} stages`, needs, exclude };
    return this.#submit(name, { ...wish, log: this.#place.at('arrays', `${name}~%A_%a.out`) }, (finished) =>
      arrayScript(name, jobs, finished, this.#place, this.#settings),
    );
  }

  /** Sees to it that somebody works through the short jobs. What Slurm said where it takes no more. */
  async sendPacks(seen: readonly SeenJob[]): Promise<Submission | undefined> {
    for (const queue of shortQueues) {
      const waiting = await this.#shorts.waiting(queue);
      const name = `${this.#place.prefix}${queue.replace('queue', 'pack')}`;
      const there = seen.filter((one) => one.name === name && isLive(one)).length;
      for (let more = this.#packsFor(waiting) - there; more > 0; more--) {
        const log = this.#place.at('logs', `${queue.replace('queue', 'pack')}~%j.out`);
        const wish = { name, title: 'short stages', log, needs: this.#pack[queue] };
        const submitted = await this.#submit(queue, wish, (finished) =>
          packScript(queue, finished, this.#place, this.#settings),
        );
        if (!('id' in submitted)) return submitted;
      }
    }
    return undefined;
  }

  #packsFor(waiting: readonly ShortJob[]): number {
    const seconds = waiting.reduce((sum, one) => sum + Math.max(1, one.seconds), 0);
    return Math.min(this.#settings.packs, waiting.length, Math.ceil(seconds / (this.#settings.limit / 2)));
  }

  async #shortOf(job: Job): Promise<ShortJob | undefined> {
    const all = [...(await this.#shorts.waiting(queueFor(job))), ...(await this.#shorts.taken())];
    return all.find(({ key }) => key === this.#place.short(job.key));
  }

  async #submit(name: string, wish: ScriptWish, scriptOf: (wish: ScriptWish) => string): Promise<Submission> {
    const file = this.#place.at('scripts', `${name}.sh`);
    await writeAtomic(
      file,
      scriptOf({
        ...wish,
        log: wish.log
          .replaceAll('%', '%%')
          .replace(/%%j\.out$/, '%j.out')
          .replace(/%%A_%%a\.out$/, '%A_%a.out'),
      }),
    );
    return submit(file);
  }
}

/** An allocation has room for the largest of those that it may get. */
function needsOfPack(jobs: readonly Job[], threads: number): Job['resources'] {
  const most = (of: (needs: Job['resources']) => number) => Math.max(0, ...jobs.map(({ resources }) => of(resources)));
  return { threads, memory: most(({ memory }) => memory), gpus: most(({ gpus }) => gpus), seconds: null };
}
