import type { AnyTask, Backend, Source, Translator } from '@stopover/core';
import type { OpenModels, Progress } from '@stopover/training';
import type { Engine } from './engine.ts';
import type { StageRecord } from './stage-record.ts';

/** How a job's process runs its stages. */
export interface RunOptions {
  /** Folder of the base model. */
  readonly base: string;
  readonly backend: Backend;
  readonly threads?: number;
  /** Version of the program, for the record. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StageProgress) => void;
  /** Takes a line for a person: for whom a stage waits, what is damaged and what is done about it. */
  readonly onNote?: (line: string) => void;
  /** Where evaluations that follow each other find the model open; without it each opens its own. */
  readonly models?: OpenModels;
}

/** Steps of training, or of an evaluation: the plan's, which are batches of its rows. */
export interface StageProgress extends Pick<Progress, 'step' | 'steps'> {
  readonly loss?: number;
  readonly stepsPerSecond?: number;
  readonly score?: number;
}

/** What a stage's work needs of its surroundings. */
export interface Workplace extends RunOptions {
  readonly source: Source;
  readonly engine: Engine;
  readonly task: (name: string) => AnyTask;
  /** Folder of a complete stage. */
  readonly stageFolder: (key: string) => string;
  /** A translator by its name. */
  readonly translator: (name: string) => Translator;
  /** Folder of the caches of translations. */
  readonly translations: string;
  /** Folder of the model that the stage starts from; the base model's for one that starts from none. */
  readonly from: string;
  /** Folder to write to. */
  readonly folder: string;
  /** To be called before what another process could go on from is written. @throws LockLost when one has taken over. */
  readonly mayWrite: () => Promise<void>;
  /** Folder where damaged checkpoints are kept. */
  readonly setAside: string;
}

/** What a stage's work gives for its record; undefined when it was interrupted. */
export type Work =
  | Pick<StageRecord, 'steps' | 'examplesSeen' | 'truncated' | 'cut' | 'skipped' | 'sampled' | 'maskedHead' | 'outcome'>
  | undefined;
