import type { Stage } from '../records/stage.ts';
import type { JobLine } from './job-line.ts';
import type { StageNote, StudyEvent } from './study-event.ts';

type Event<T extends StudyEvent['type']> = Extract<StudyEvent, { readonly type: T }>;
type StepLine = Extract<JobLine, { readonly type: 'stage-progress' }>;

/** Seconds of an evaluation's forward pass against those of a training step, which also goes back and updates. */
const forwardShare = 1 / 3;

interface Tracked {
  readonly note: StageNote;
  /** Expected, in seconds of a process; of a run where some stage's are not known, in training steps. */
  readonly work: number;
  /** How much of it there was when this run took it up; undefined before it has told of a step. */
  from: number | undefined;
  share: number;
  state: 'waiting' | 'running' | 'done' | 'failed';
}

/** What is asked of a stage to count it. */
interface Counted extends Pick<Stage, 'key' | 'title' | 'kind'> {
  readonly expected: Pick<Stage['expected'], 'seconds' | 'steps'>;
}

const inSeconds = ({ expected }: Counted): number => Math.max(0.001, expected.seconds ?? 0);

const inSteps = ({ kind, expected }: Counted): number =>
  Math.max(1, expected.steps) * (kind === 'train' ? 1 : forwardShare);

/** Keeps count of a run's stages and of the time that is left. */
export class StudyProgress {
  readonly #stages: ReadonlyMap<string, Tracked>;
  readonly #began = performance.now();

  constructor(stages: readonly Counted[]) {
    const workOf = stages.every(({ expected }) => expected.seconds !== null) ? inSeconds : inSteps;
    const tracked = stages.map((stage, i): [string, Tracked] => {
      const { key, title } = stage;
      const note = { key, title, place: `${i + 1}/${stages.length}` };
      return [key, { note, work: workOf(stage), from: undefined, share: 0, state: 'waiting' }];
    });
    this.#stages = new Map(tracked);
  }

  /** Undefined for a stage that this run does not count, as one that was complete before. */
  start(key: string): Event<'start'> | undefined {
    const stage = this.#stages.get(key);
    if (!stage) return undefined;
    stage.state = 'running';
    return { type: 'start', ...stage.note };
  }

  step({
    key,
    step,
    steps,
    loss = null,
    score = null,
    stepsPerSecond = null,
  }: StepLine): Event<'progress'> | undefined {
    const stage = this.#stages.get(key);
    if (!stage) return undefined;
    stage.share = steps > 0 ? step / steps : 0;
    // The first step that is told of is the first that this run made, or one after those of a checkpoint.
    stage.from ??= steps > 0 ? Math.max(0, step - 1) / steps : 0;
    return {
      type: 'progress',
      ...stage.note,
      step,
      steps,
      loss,
      score,
      stepsPerSecond,
      secondsLeft: this.#secondsLeft(),
    };
  }

  done(key: string, seconds: number): Event<'done'> | undefined {
    const stage = this.#stages.get(key);
    if (!stage || stage.state === 'done') return undefined;
    stage.state = 'done';
    return { type: 'done', ...stage.note, seconds, secondsLeft: this.#secondsLeft() };
  }

  fail(key: string, reason: string): Event<'fail'> | undefined {
    const stage = this.#stages.get(key);
    if (!stage) return undefined;
    stage.state = 'failed';
    return { type: 'fail', ...stage.note, reason };
  }

  /** Those of a job's stages that have neither come through nor failed. */
  open(keys: readonly string[]): readonly string[] {
    return keys.filter((key) => ['waiting', 'running'].includes(this.#stages.get(key)?.state ?? ''));
  }

  /** The stage at which a job's process ended: the one that ran, or the first where none began and none failed. */
  endedAt(keys: readonly string[]): string | undefined {
    const running = keys.find((key) => this.#stages.get(key)?.state === 'running');
    const failed = keys.some((key) => this.#stages.get(key)?.state === 'failed');
    return running ?? (failed ? undefined : this.open(keys)[0]);
  }

  end(interrupted: boolean): Event<'end'> {
    const states = [...this.#stages.values()].map(({ state }) => state);
    const done = states.filter((state) => state === 'done').length;
    const failed = states.filter((state) => state === 'failed').length;
    const seconds = (performance.now() - this.#began) / 1000;
    return { type: 'end', done, failed, notRun: states.length - done - failed, interrupted, seconds };
  }

  /** What is left takes as long, for what is expected of it, as what this run did took. */
  #secondsLeft(): number | null {
    let done = 0;
    let left = 0;
    for (const { work, from = 0, share, state } of this.#stages.values()) {
      const part = state === 'done' ? 1 : share;
      if (state === 'failed') continue;
      done += work * (part - from);
      left += work * (1 - part);
    }
    return done > 0 ? ((performance.now() - this.#began) / 1000) * (left / done) : null;
  }
}
