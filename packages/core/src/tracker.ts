/** Numbers of one step, in the units of the log and of the scores. */
export interface TrackedLine {
  /** Optimizer steps that were done; of `test` those of the model that was scored. */
  readonly step: number;
  /** Passes over the data so far, where epochs decide how long it is trained. */
  readonly epoch?: number;
  /** `train`: of the steps since the line before; `eval`: of the development rows; `test`: of a target's test rows. */
  readonly of: 'train' | 'eval' | 'test';
  /**
   * By their names as the field writes them: of `train` `loss`, `learning_rate`, `steps_per_second`, and
   * `loss_mnli` of each data set where a step has several; of `eval` the metric, as `accuracy`; of `test` target, language and metric, as `xnli_sw_accuracy`. Finite.
   */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * A stage by what it is called. `key`: 64 hex digits, of the store's stage; `title`: for people, `mnli → xnli, seed 1`;
 * `name`: of a file or a folder, title and key in letters, digits, `.`, `_`, `+` and `-`.
 */
export type NamedStage = Readonly<Record<'key' | 'title' | 'name', string>>;

/** What a tracker is told of a stage when that begins: the training of one model, or the evaluation of one. */
export interface TrackedStage extends NamedStage {
  readonly kind: 'train' | 'evaluate';
  readonly study: string;
  /** Names of the study's arms that need it. */
  readonly arms: readonly string[];
  /** Null for an evaluation. */
  readonly seed: number | null;
  /** The recipe and what is trained on or scored. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Of an evaluation, the stage that made the model; null for a base model. */
  readonly model: NamedStage | null;
  /**
   * What is logged of it already, where it goes on from a checkpoint; all of it, where it was done before the tracker was
   * turned on. Steps that a tracker was told of beyond the last of these are trained again and told again: it has to take
   * them back.
   */
  readonly before: readonly TrackedLine[];
}

/**
 * How the work on a stage ended in this process: one that was `stopped` goes on in another, and begins there anew.
 * `selectedStep`: of a training that is done, the step whose model was kept.
 */
export type TrackedEnd = { readonly state: 'done' | 'stopped' | 'failed'; readonly selectedStep: number | null };

/** What a tracker does with one stage. Calls come one after the other; a process may be killed before `end`. */
export interface TrackedRun {
  log(line: TrackedLine): void | Promise<void>;
  end(end: TrackedEnd): void | Promise<void>;
}

/**
 * Where a tracker writes, and what it was told. `folder`: absolute; it is there and can be written, and processes share it.
 * `settings`: what stands beside its name in the study file.
 */
export type TrackerPlace = { readonly folder: string; readonly settings: Readonly<Record<string, unknown>> };

/**
 * Shows trainings in another program. It is asked in the process of the job, behind what the store's log has: a tracker that
 * throws or does not answer is left out for the rest of the stage, and the training goes on.
 */
export interface Tracker {
  readonly name: string;
  /** Before anything runs. @throws RequestError naming the setting that is wrong. Without it the tracker has none. */
  check?(settings: TrackerPlace['settings'], where: string): void;
  begin(stage: TrackedStage, place: TrackerPlace): TrackedRun | Promise<TrackedRun>;
}
