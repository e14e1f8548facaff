import type { StudyEvent } from '@stopover/study';
import type { Terminal } from '../program/terminal.ts';
import { createProgress, type Progress, type RunningStage } from './progress.ts';
import { byteSize, counted, duration } from './quantities.ts';

type Event<T extends StudyEvent['type']> = Extract<StudyEvent, { readonly type: T }>;

/** How a run went. */
export interface RunSummary {
  readonly stages: number;
  readonly cached: number;
  readonly done: number;
  readonly failedStages: number;
  readonly notRun: number;
  readonly seconds: number;
}

/** Tells of a study's run on stderr, from the events of its `StudyRunner`. */
export class StudyView {
  readonly #terminal: Terminal;
  readonly #progress: Progress;
  readonly #running = new Map<string, RunningStage>();
  #stages = 0;
  #cached = 0;
  #total = 0;
  #ended = 0;
  #dropped = { models: 0, bytes: 0 };
  /** Expected end on the clock of `performance.now()`, in seconds. */
  #end: number | null = null;
  #began = performance.now() / 1000;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#progress = createProgress(terminal);
  }

  /** A line that stays. */
  say(line: string): void {
    this.#progress.line(line, true);
  }

  /** Follows the events to their end. `where` says what runs them, for the first line. */
  async follow(events: AsyncIterable<StudyEvent>, where: string): Promise<RunSummary> {
    let end: Event<'end'> | undefined;
    const tick = setInterval(() => this.#show(), 500).unref();
    try {
      for await (const event of events) {
        if (event.type === 'end') end = event;
        else this.#take(event, where);
        this.#show();
      }
    } finally {
      clearInterval(tick);
      this.#progress.end();
    }
    const { done = 0, failed = 0, notRun = 0, seconds = 0 } = end ?? {};
    if (done > 0) this.#terminal.note(`${counted(done, 'stage')} run in ${duration(seconds)}.`);
    if (this.#dropped.models > 0) {
      const { models, bytes } = this.#dropped;
      this.#terminal.note(
        `${counted(models, 'model')} that nothing waits for removed (${byteSize(bytes)}): made again when asked for, kept with \`keep: all\` in the study.`,
      );
    }
    return { stages: this.#stages, cached: this.#cached, done, failedStages: failed, notRun, seconds };
  }

  #take(event: Exclude<StudyEvent, Event<'end'>>, where: string): void {
    if (event.type === 'plan') this.#begin(event, where);
    else if (event.type === 'note') this.say(event.text);
    else if (event.type === 'dropped')
      this.#dropped = { models: this.#dropped.models + 1, bytes: this.#dropped.bytes + event.bytes };
    else if (event.type === 'start') this.#running.set(event.key, { ...waiting, title: event.title });
    else if (event.type === 'progress') {
      const { title, step, steps, stepsPerSecond, loss } = event;
      this.#running.set(event.key, { title, step, steps, stepsPerSecond, loss });
      this.#expect(event.secondsLeft);
    } else this.#finish(event);
  }

  #begin({ stages, cached, toRun }: Event<'plan'>, where: string): void {
    this.#stages = stages;
    this.#cached = cached;
    this.#total = toRun;
    this.#began = performance.now() / 1000;
    this.#terminal.note(
      `${counted(stages, 'stage')}, ${cached} of them done: ${toRun} to run${toRun > 0 ? ` (${where})` : ''}.`,
    );
  }

  #finish(event: Event<'done'> | Event<'fail'>): void {
    this.#running.delete(event.key);
    this.#ended++;
    if (event.type === 'fail') {
      this.#progress.line(`${event.place} ${event.title} failed: ${event.reason}`, true);
      return;
    }
    this.#expect(event.secondsLeft);
    const left = event.secondsLeft ? `, ${duration(event.secondsLeft)} left` : '';
    const took = event.seconds > 0 ? ` in ${duration(event.seconds)}` : '';
    this.#progress.line(`${this.#ended}/${this.#total} ${event.title}${took}${left}`, false);
  }

  #expect(secondsLeft: number | null): void {
    this.#end = secondsLeft === null ? null : performance.now() / 1000 + secondsLeft;
  }

  #show(): void {
    if (this.#total === 0) return;
    const now = performance.now() / 1000;
    const gone = now - this.#began;
    const left = this.#end === null ? null : Math.max(0, this.#end - now);
    this.#progress.show({
      done: this.#ended,
      total: this.#total,
      // By time where it can be told: stages differ by a factor of a hundred.
      share: left === null ? this.#ended / this.#total : gone / (gone + left),
      secondsLeft: left,
      running: [...this.#running.values()],
    });
  }
}

const waiting = { step: 0, steps: 0, stepsPerSecond: null, loss: null };
