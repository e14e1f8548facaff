import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobEvent } from '@stopover/core';
import { ArrayJobs } from './array-jobs.ts';
import { Flights } from './flights.ts';
import { QueueWatch } from './queue-watch.ts';
import { ShortJobs } from './short-jobs.ts';
import type { SeenJob } from './slurm-programs.ts';
import { type Given, Submitter } from './submitter.ts';
import type { Work } from './work.ts';

/** Milliseconds between two looks at the store. */
const look = 1000;

/** Longest time for which nothing is submitted after Slurm has taken no more, in milliseconds. */
const longestHold = 300_000;

/**
 * Submits jobs when what they wait for is done, and watches them to their end: by the store first, by the queue else.
 * Left by its signal it leaves them where they are.
 */
export async function* drive(run: Work): AsyncGenerator<JobEvent> {
  const { signal } = run.options;
  const driver = new Driver(run);
  while (!signal.aborted) {
    yield* driver.round();
    if (driver.isFinished) return;
    await sleep(look, undefined, { signal }).catch(() => undefined);
  }
}

class Driver {
  readonly #run: Work;
  readonly #flights: Flights;
  readonly #submitter: Submitter;
  readonly #queue: QueueWatch;
  /** How jobs ended; of the others nothing is known, or they are on their way. */
  readonly #ended = new Map<string, 'done' | 'failed'>();
  readonly #keys: ReadonlySet<string>;
  readonly #most: number;
  #hold = { until: 0, ms: 0 };

  constructor(run: Work) {
    const { jobs, options, settings, place } = run;
    this.#run = run;
    this.#keys = new Set(jobs.map(({ key }) => key));
    this.#most = options.processes ?? settings.jobs;
    const shorts = new ShortJobs(place);
    const arrays = new ArrayJobs(place);
    this.#queue = new QueueWatch(() => arrays.queued(), 1000 * settings.poll);
    this.#flights = new Flights({ ...run, shorts });
    this.#submitter = new Submitter(run, shorts, arrays);
  }

  get isFinished(): boolean {
    return this.#flights.size === 0 && this.#ready().length === 0;
  }

  async *round(): AsyncGenerator<JobEvent> {
    const seen = await this.#queue.askWhenDue();
    yield* this.#queue.takeNotes();
    for await (const event of this.#flights.settle(seen, this.#queue.asked)) yield this.#told(event);
    if (this.#flights.size < this.#most && performance.now() >= this.#hold.until)
      for await (const event of this.#fill()) yield this.#told(event);
  }

  #told(event: JobEvent): JobEvent {
    if (event.type === 'done') this.#ended.set(event.key, 'done');
    if (event.type === 'fail') this.#ended.set(event.key, 'failed');
    return event;
  }

  #ready(): readonly Job[] {
    const isDone = (key: string) => !this.#keys.has(key) || this.#ended.get(key) === 'done';
    return this.#run.jobs.filter(
      ({ key, after }) => !this.#ended.has(key) && !this.#flights.has(key) && after.every(isDone),
    );
  }

  /** Gives over what is ready. */
  async *#fill(): AsyncGenerator<JobEvent> {
    const ready = this.#ready();
    if (ready.length === 0 && !this.#flights.hasShort) return;
    if (ready.length === 0 && !this.#queue.isFresh) return;
    await using claim = await this.#submitter.claim();
    if (!claim) return;
    // Asked again with the right to submit in hand: another run may have submitted the same a moment ago.
    const seen = await this.#queue.ask();
    yield* this.#queue.takeNotes();
    if (!seen) return;
    let adopted = 0;
    const toSend: Job[] = [];
    for (const job of ready) {
      if (this.#flights.size + toSend.length >= this.#most || this.#run.options.signal.aborted) break;
      const standing = await this.#run.options.look(job.key);
      if (standing.done) {
        yield { type: 'done', key: job.key };
        continue;
      }
      const given = await this.#submitter.give(job, seen);
      if (!given) toSend.push(job);
      else await this.#add(job, given);
      adopted += given?.adopted ? 1 : 0;
    }
    if (adopted > 0) yield { type: 'note', text: `Taken up: ${adopted} of an earlier run, queued or running.` };
    if (yield* this.#send(toSend)) yield* this.#sendPacks(seen);
  }

  async #add(job: Job, given: Given): Promise<void> {
    const { progress } = await this.#run.options.look(job.key);
    this.#flights.add(job, given, { progress, since: this.#queue.asked });
  }

  /** False where Slurm takes no more for now. */
  async *#send(jobs: readonly Job[]): AsyncGenerator<JobEvent, boolean> {
    for await (const sent of this.#submitter.send(jobs, (key) => this.#flights.excludedFor(key))) {
      if ('wait' in sent) {
        yield* this.#wait(sent.wait);
        return false;
      }
      if ('refused' in sent)
        for (const { key } of sent.jobs) yield { type: 'fail', key, reason: refusal(sent.refused) };
      else {
        this.#hold = { until: 0, ms: 0 };
        await this.#add(sent.job, sent.given);
      }
    }
    return true;
  }

  async *#sendPacks(seen: readonly SeenJob[]): AsyncGenerator<JobEvent> {
    const said = await this.#submitter.sendPacks(seen);
    if (said && 'wait' in said) yield* this.#wait(said.wait);
    if (said && 'refused' in said)
      for (const { key } of await this.#flights.dropShort()) yield { type: 'fail', key, reason: refusal(said.refused) };
  }

  *#wait(said: string): Generator<JobEvent> {
    const first = this.#hold.ms === 0;
    const ms = Math.min(longestHold, Math.max(2000, 2 * this.#hold.ms));
    this.#hold = { ms, until: performance.now() + ms };
    if (first) yield { type: 'note', text: `Slurm takes no more jobs for now, which are held back: ${said}` };
  }
}

const refusal = (said: string): string =>
  `Slurm refuses it: ${said}. Correct what stands under \`slurm\` in the study file.`;
