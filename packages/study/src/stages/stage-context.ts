import type { AnyTask, Backend, Source, Translator } from '@stopover/core';
import type { Evaluator, LogFollower, Progress } from '@stopover/training';
import type { Origin } from '../records/stage.ts';
import type { StageRecord } from '../records/stage-record.ts';
import type { Engine } from './engine.ts';

/** How a job's process runs its stages. */
export interface RunOptions {
  /** Folders of the models that stages begin at, by their hash. */
  readonly bases: Readonly<Record<string, string>>;
  readonly backend: Backend;
  readonly threads?: number;
  /** Version of the program, for the record. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StageProgress) => void;
  /** Of a training. */
  readonly follow?: LogFollower;
  /** Takes a line for a person: for whom a stage waits, what is damaged and what is done about it. */
  readonly onNote?: (line: string) => void;
}

/** Steps of training, or of an evaluation: the plan's, which are batches of its rows. */
export interface StageProgress extends Pick<Progress, 'step' | 'steps'> {
  readonly loss?: number;
  readonly stepsPerSecond?: number;
  readonly score?: number;
}

/** What a stage's work needs of its surroundings. */
export interface StageContext extends RunOptions {
  readonly source: Source;
  readonly engine: Engine;
  readonly evaluator: Evaluator;
  readonly task: (name: string) => AnyTask;
  /** Folder of a complete stage. */
  readonly stageFolder: (key: string) => string;
  /** A translator by its name. */
  readonly translator: (name: string) => Translator;
  /** Folder of the caches of translations. */
  readonly translations: string;
  /** Folder of the model that the stage starts from; empty for one that starts from none. */
  readonly from: string;
  /** Folder of a model that the stage starts from. */
  readonly modelAt: (origin: Origin) => string;
  /** Folder to write to. */
  readonly folder: string;
  /** To be called before what another process could go on from is written. @throws LockLost when one has taken over. */
  readonly mayWrite: () => Promise<void>;
  /** Folder where damaged checkpoints are kept. */
  readonly setAside: string;
}

/** What a stage's work gives for its record; undefined when it was interrupted. */
export type StageResult =
  | Pick<
      StageRecord,
      'steps' | 'examplesSeen' | 'truncated' | 'cut' | 'skipped' | 'sampled' | 'maskedHead' | 'outcome' | 'combination'
    >
  | undefined;
