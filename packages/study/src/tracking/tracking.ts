import { setTimeout as sleep } from 'node:timers/promises';
import {
  messageOf,
  type TrackedEnd,
  type TrackedLine,
  type TrackedRun,
  type Tracker,
  type TrackerPlace,
} from '@stopover/core';
import { systemError } from '@stopover/files';
import type { LogFollower, Progress } from '@stopover/training';
import { readStageLog } from '../inspection/stage-log.ts';
import { noteTold, toldIn } from './told-stages.ts';
import { type LineOptions, trackedLines } from './tracked-lines.ts';
import type { StageBegun } from './tracked-stage.ts';

/** A tracker, and where it writes. */
export interface PlacedTracker {
  readonly tracker: Tracker;
  readonly place: TrackerPlace;
}

/** Milliseconds that a stage's end waits for a tracker. */
const patience = 30_000;

/**
 * The trackers of a process. A training does not wait for them and does not fail with them: one that throws is left out for
 * the rest of the stage, and `say` is told why, once for each reason.
 */
export class Tracking {
  readonly #trackers: readonly PlacedTracker[];
  readonly #say: (line: string) => void;
  readonly #said = new Set<string>();
  /** The headline metric of a task. */
  readonly metricOf: (task: string) => string;

  constructor(trackers: readonly PlacedTracker[], say: (line: string) => void, metricOf: (task: string) => string) {
    this.#trackers = trackers;
    this.#say = say;
    this.metricOf = metricOf;
  }

  /** Of a training, which is to be followed. `folder` is that of the complete stage, or the one in which its log lies. */
  training(stage: StageBegun, folder: string, options: LineOptions): TrainingTracking {
    const begin = (before: readonly TrackedLine[]) => this.#begin(stage, before);
    return new TrainingTracking(folder, options, begin);
  }

  /** Tells of an evaluation that is done. */
  async evaluation(stage: StageBegun, scores: TrackedLine): Promise<void> {
    const feeds = this.#begin(stage, []);
    for (const feed of feeds) feed.log(scores);
    await endOf(feeds, { state: 'done', selectedStep: null });
  }

  /** Keys of the stages that every tracker has been told of to their ends. */
  async told(): Promise<ReadonlySet<string>> {
    const [first, ...more] = await Promise.all(this.#trackers.map(({ place }) => toldIn(place.folder)));
    return new Set([...(first ?? [])].filter((key) => more.every((own) => own.has(key))));
  }

  #begin(stage: StageBegun, before: readonly TrackedLine[]): readonly Feed[] {
    return this.#trackers.map(({ tracker, place }) => {
      const fail = (reason: string) => this.#fail(tracker.name, reason);
      const begin = async () => tracker.begin({ ...stage, before }, place);
      return new Feed(begin, fail, () => noteTold(place.folder, stage.key));
    });
  }

  #fail(name: string, reason: string): void {
    const line = `The tracker ${name} fails: ${reason.replace(/[.\s]*$/, '')}. Trainings go on without it.`;
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#say(line);
  }
}

/** One training's way to the trackers: fed by its log, of which a line is told when it is on the disk. */
export class TrainingTracking implements LogFollower {
  readonly #folder: string;
  readonly #options: LineOptions;
  readonly #start: (before: readonly TrackedLine[]) => readonly Feed[];
  #feeds: readonly Feed[] = [];

  constructor(folder: string, options: LineOptions, start: (before: readonly TrackedLine[]) => readonly Feed[]) {
    this.#folder = folder;
    this.#options = options;
    this.#start = start;
  }

  async begin(): Promise<void> {
    // Its lock had been lost, and was got back.
    await this.end({ state: 'stopped', selectedStep: null });
    const logged = await readStageLog(this.#folder);
    this.#feeds = this.#start(logged.flatMap((line) => trackedLines(line, this.#options)));
  }

  line(line: Progress): void {
    for (const told of trackedLines(line, this.#options)) for (const feed of this.#feeds) feed.log(told);
  }

  /** Waits for the trackers, as long as that is reasonable. One that has not begun has nothing to end. */
  end(end: TrackedEnd): Promise<void> {
    return endOf(this.#feeds, end);
  }
}

async function endOf(feeds: readonly Feed[], end: TrackedEnd): Promise<void> {
  await Promise.all(feeds.map((feed) => feed.end(end)));
}

/** The calls of one tracker on one stage, one after the other; after one that fails there are none. */
class Feed {
  readonly #fail: (reason: string) => void;
  readonly #done: () => Promise<void>;
  #last: Promise<TrackedRun | undefined>;

  /** `done` is called when a stage that is done was told to its end. */
  constructor(begin: () => Promise<TrackedRun>, fail: (reason: string) => void, done: () => Promise<void>) {
    this.#fail = fail;
    this.#done = done;
    this.#last = begin().catch((error: unknown) => this.#leave(error));
  }

  log(line: TrackedLine): void {
    this.#then((run) => run.log(line));
  }

  async end(end: TrackedEnd): Promise<void> {
    this.#then(async (run) => {
      await run.end(end);
      if (end.state === 'done') await this.#done();
    });
    const done = new AbortController();
    const late = sleep(patience, true, { signal: done.signal }).catch(() => false);
    if (await Promise.race([this.#last.then(() => false), late]))
      this.#fail(`it has not taken what it was told within ${patience / 1000} seconds`);
    done.abort();
  }

  #then(call: (run: TrackedRun) => void | Promise<void>): void {
    this.#last = this.#last.then(async (run) => {
      if (run) await call(run);
      return run;
    });
    this.#last = this.#last.catch((error: unknown) => this.#leave(error));
  }

  #leave(error: unknown): undefined {
    this.#fail(messageOf(systemError(error, '') ?? error));
  }
}
