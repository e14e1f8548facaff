import type { Job, JobEvent } from '@stopover/core';
import { queueFor, type ShortJob, type ShortJobs } from './short-jobs.ts';
import { accountedState, cancelJobs, isLive, release, type SeenJob, settingOf, startNow } from './slurm-programs.ts';
import type { Given } from './submitter.ts';
import { tailOf, type Verdict, verdictOn } from './verdict.ts';
import type { Work } from './work.ts';

/** A job that was given over. */
interface Flight {
  readonly job: Job;
  readonly packed: boolean;
  /** Given over by another run, of this study or of one that shares its stage: that one may want less of it. */
  adopted: boolean;
  /** Slurm's number of its allocation; undefined while a short one waits for one. */
  id: string | undefined;
  /** What the store said when it was given over. */
  readonly progress: number;
  /** The number of questions to the queue before: later ones know of it. */
  readonly since: number;
  /** When the queue first knew nothing of it, and nothing else did; by the process's clock, in milliseconds. */
  vanished?: number;
}

/** What is remembered of a job however often it is given over. */
interface History {
  started: boolean;
  /** Allocations in a row whose time was up before anything was done. */
  fruitless: number;
  lost: number;
  readonly exclude: Set<string>;
}

/**
 * A queue that forgets ended jobs sooner than after so many seconds (Slurm's MinJobAge) tells nothing of one that is gone:
 * what it has left in the store is then looked for again, since a network disk shows it late.
 */
const shortMemory = 120;

/** For so long, in milliseconds. */
const late = 30_000;

/** Times that a job may be lost without a trace, or its node under it. */
const mostLost = 5;

/** The jobs that are on their way. */
export class Flights {
  readonly #run: Work & { readonly shorts: ShortJobs };
  readonly #flights = new Map<string, Flight>();
  readonly #histories = new Map<string, History>();

  constructor(run: Work & { readonly shorts: ShortJobs }) {
    this.#run = run;
  }

  get size(): number {
    return this.#flights.size;
  }

  get hasShort(): boolean {
    return [...this.#flights.values()].some(({ packed }) => packed);
  }

  has(key: string): boolean {
    return this.#flights.has(key);
  }

  excludedFor(key: string): readonly string[] {
    return [...this.#historyOf(key).exclude];
  }

  add(job: Job, { id, packed, adopted }: Given, at: Pick<Flight, 'progress' | 'since'>): void {
    this.#flights.set(job.key, { job, id, packed, adopted, ...at });
  }

  /** Takes back the short jobs that no allocation has. */
  async dropShort(): Promise<readonly Job[]> {
    const waiting = [...this.#flights.values()].filter(({ packed, id }) => packed && id === undefined);
    for (const { job } of waiting) {
      for (const short of await this.#run.shorts.waiting(queueFor(job)))
        if (short.key === this.#run.place.short(job.key)) await this.#run.shorts.drop(short);
      this.#flights.delete(job.key);
    }
    return waiting.map(({ job }) => job);
  }

  /** Tells what became of them. `seen` is the queue's answer to question `asked`; undefined: nothing is known of it. */
  async *settle(seen: readonly SeenJob[] | undefined, asked: number): AsyncGenerator<JobEvent> {
    const taken = this.hasShort ? await this.#run.shorts.taken() : [];
    for (const flight of [...this.#flights.values()]) {
      const { key } = flight.job;
      const isDone = (await this.#run.options.look(key)).done;
      if (isDone) await this.#withdraw(flight, seen ?? []);
      const ended = isDone
        ? ({ type: 'done' } as const)
        : await this.#verdict(flight, { taken, seen: asked > flight.since ? seen : undefined });
      if (!ended) continue;
      const isOther = ended !== 'running' && !isDone && (await this.#isOthers(flight, ended));
      const verdict = isOther ? ({ type: 'again', why: 'other' } as const) : ended;
      const history = this.#historyOf(key);
      if (verdict !== 'running' && verdict.type !== 'again') this.#flights.delete(key);
      if (!history.started) {
        history.started = true;
        yield { type: 'start', key };
      }
      if (verdict === 'running') continue;
      if (verdict.type === 'done') yield { type: 'done', key };
      if (verdict.type === 'fail') yield { type: 'fail', key, reason: verdict.reason };
      if (verdict.type === 'again') yield* this.#again(flight, verdict.why);
    }
  }

  /**
   * Takes a job out of the queue that waits for what is done, as one that Slurm put back while its process lived on. Only
   * this run's own: under the same name another may have given over one that does more.
   */
  async #withdraw({ job, id, adopted }: Flight, seen: readonly SeenJob[]): Promise<void> {
    const name = this.#run.place.nameOf(job.key);
    const waiting = seen.find((one) => one.id === id && one.name === name && one.state === 'PENDING');
    if (!waiting || adopted) return;
    await this.#run.place.noteWithdrawn(waiting.id);
    // It would find the work done, and end by itself.
    await cancelJobs([waiting.id]).catch(() => undefined);
  }

  /** What is known of a job; undefined where nothing new is. */
  async #verdict(flight: Flight, known: Known): Promise<Verdict | 'running' | undefined> {
    const short = flight.packed ? this.#shortOf(flight, known.taken) : undefined;
    if (short) flight.id = short.takenBy;
    const end = await this.#run.place.end(flight.job.key);
    // One that left goes on by itself where Slurm puts it back into the queue: the queue has to be asked.
    if (end && end.status !== 75 && end.id === (flight.id ?? end.id)) return this.#judge(flight, undefined);
    if (flight.packed && !short) return (await this.#isWaiting(flight)) ? undefined : { type: 'again', why: 'lost' };
    if (!known.seen) return undefined;
    const name = this.#run.place.nameOf(flight.job.key);
    const own = known.seen.filter((one) => (flight.packed ? one.id === flight.id : one.name === name));
    const living = own.find(isLive);
    if (!living) {
      const verdict = await this.#judge(flight, own.find(({ id }) => id === flight.id) ?? own.at(-1));
      const isLost = verdict.type === 'again' && verdict.why === 'lost';
      return isLost && (await this.#mayShowUp(flight)) ? undefined : verdict;
    }
    // One that was given over after its own had ended, by a run that wants more of it.
    flight.adopted ||= flight.id !== undefined && flight.id !== living.id;
    flight.id = living.id;
    if (living.state === 'PENDING' && living.reason === 'BeginTime') await startNow(living.id);
    // Slurm holds what it could not start on a node: nobody else would let it go on.
    if (living.state === 'PENDING' && /launch failed requeued held/i.test(living.reason)) await release(living.id);
    return living.state === 'RUNNING' || living.state === 'COMPLETING' ? 'running' : undefined;
  }

  /** Whether what a job has left may still come to light. */
  async #mayShowUp(flight: Flight): Promise<boolean> {
    flight.vanished ??= performance.now();
    if (performance.now() - flight.vanished >= late) return false;
    const remembered = await settingOf('MinJobAge').catch(() => '');
    return !(Number(remembered) >= shortMemory || remembered === '0');
  }

  /** Whether a job ended well, or was withdrawn, for another run, and this one wants more of it. */
  async #isOthers({ id, adopted }: Flight, { type }: Verdict): Promise<boolean> {
    if (type === 'done') return adopted;
    return type === 'fail' && id !== undefined && (await this.#run.place.isWithdrawn(id));
  }

  async #judge(flight: Flight, ended: SeenJob | undefined): Promise<Verdict> {
    const { place, settings } = this.#run;
    const { job, id } = flight;
    const log = (await place.logs(job.key)).findLast((path) => id === undefined || path.includes(`~${id}.`));
    const pack =
      flight.packed && id ? await tailOf(place.at('logs', `${queueFor(job).replace('queue', 'pack')}~${id}.out`)) : '';
    const last = await place.end(job.key);
    const state = ended?.state ?? (last || !id ? undefined : await accountedState(id));
    if ((state === 'NODE_FAIL' || state === 'BOOT_FAIL') && ended && /^[\w-]+$/.test(ended.nodes))
      this.#historyOf(job.key).exclude.add(ended.nodes);
    const memory = settings.memory ?? job.resources.memory;
    const end = last && last.id === (id ?? last.id) ? last : undefined;
    // An allocation of several that broke off says nothing of the one that it was at.
    const own = flight.packed && !end && state === 'FAILED' ? undefined : state;
    return verdictOn({ state: own, end, tail: `${await tailOf(log)}${pack && `\n${pack}`}`, log, memory }, settings);
  }

  async *#again(flight: Flight, why: keyof typeof said): AsyncGenerator<JobEvent> {
    const { key, title } = flight.job;
    const history = this.#historyOf(key);
    const { progress } = await this.#run.options.look(key);
    this.#flights.delete(key);
    const short = flight.packed ? this.#shortOf(flight, await this.#run.shorts.taken()) : undefined;
    if (short) await this.#run.shorts.drop(short);
    const gotOn = progress > flight.progress;
    history.fruitless = why === 'time' && !gotOn ? history.fruitless + 1 : 0;
    history.lost = (why === 'node' || why === 'lost') && !gotOn ? history.lost + 1 : 0;
    const { time } = this.#run.settings;
    if (history.fruitless > 1) {
      const reason = `its time limit (${time}) was up twice before anything was done. Set \`time\` under \`slurm\` in the study file higher.`;
      yield { type: 'fail', key, reason };
    } else if (history.lost > mostLost) {
      const reason = `${mostLost} allocations were lost under it. Ask those who keep the cluster, or name another partition.`;
      yield { type: 'fail', key, reason };
    } else yield { type: 'note', text: `"${title}" goes on in another job: ${said[why]}.` };
  }

  #shortOf({ job }: Flight, taken: readonly ShortJob[]): ShortJob | undefined {
    return taken.find(({ key }) => key === this.#run.place.short(job.key));
  }

  async #isWaiting({ job }: Flight): Promise<boolean> {
    const waiting = await this.#run.shorts.waiting(queueFor(job));
    if (waiting.some(({ key }) => key === this.#run.place.short(job.key))) return true;
    // It may have been taken, or have ended, since the folder was listed.
    const taken = await this.#run.shorts.taken();
    return (
      taken.some(({ key }) => key === this.#run.place.short(job.key)) ||
      (await this.#run.place.end(job.key)) !== undefined
    );
  }

  #historyOf(key: string): History {
    const known = this.#histories.get(key);
    if (known) return known;
    const history = { started: false, fruitless: 0, lost: 0, exclude: new Set<string>() };
    this.#histories.set(key, history);
    return history;
  }
}

interface Known {
  readonly taken: readonly ShortJob[];
  readonly seen: readonly SeenJob[] | undefined;
}

const said = {
  time: 'the time of the last one was up',
  preempted: 'the last one was preempted',
  node: 'the last one has lost its node',
  lost: 'nothing is known of the last one',
  other: 'the last one was of another study, which wants less of it',
} as const;
