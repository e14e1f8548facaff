import type { NamedStage } from '@stopover/core';
import type { JobPart } from '../records/plan.ts';
import type { EvaluateStage, Origin, Stage, TrainStage } from '../records/stage.ts';
import type { StageRecord } from '../records/stage-record.ts';
import type { Store } from '../store/store.ts';
import { trackedScores } from './tracked-lines.ts';
import { namedStage, type StageBegun, trackedStage } from './tracked-stage.ts';
import type { Tracking, TrainingTracking } from './tracking.ts';

/** Of which study stages are, and which arms need each, by its key. */
export interface TrackedPart {
  readonly study: Pick<JobPart['study'], 'name'>;
  /** What it calls the models that its stages begin at, by their hash. */
  readonly names: JobPart['names'];
  readonly arms: Readonly<Record<string, readonly string[]>>;
}

/** What the trackers are told of one job's stages: its trainings as they go, and scores as the store has them. */
export class JobTracking {
  readonly #tracking: Tracking;
  readonly #of: TrackedPart;
  readonly #store: Store;

  constructor(tracking: Tracking, of: TrackedPart, store: Store) {
    this.#tracking = tracking;
    this.#of = of;
    this.#store = store;
  }

  /** The follower of a training; of any other stage there is nothing to follow. */
  async training(stage: Stage): Promise<TrainingTracking | undefined> {
    if (stage.kind !== 'train') return undefined;
    const on = (stage.select ?? stage.selectOn?.table)?.task;
    const { epochs, maxSteps } = stage.recipe;
    return this.#tracking.training(await this.#begun(stage), this.#store.stageFolder(stage.key), {
      epochs: maxSteps === null ? epochs : null,
      metric: on === undefined ? null : this.#tracking.metricOf(on),
    });
  }

  /** Of a stage that was made here: how its training ended, or its scores. A store that cannot be read tells nothing. */
  async made(stage: Stage, training: TrainingTracking | undefined): Promise<void> {
    const record = await this.#find(stage.key);
    await training?.end({ state: 'done', selectedStep: record?.outcome?.selectedStep ?? null });
    if (stage.kind !== 'evaluate' || !record) return;
    const scores = await this.#store.scores(stage.key, record).catch(() => undefined);
    const step = (await this.#parent(stage))?.outcome?.selectedStep ?? 0;
    const told = scores && trackedScores(scores, { tables: stage.data, step });
    if (told) await this.#tracking.evaluation(await this.#begun(stage), told);
  }

  /** Of a stage that the store had before, under the title that it was made with. */
  async finished({ key }: Pick<Stage, 'key'>): Promise<void> {
    const stage = (await this.#find(key))?.stage;
    if (!stage) return;
    const training = await this.training(stage);
    await training?.begin();
    await this.made(stage, training);
  }

  async #begun(stage: TrainStage | EvaluateStage): Promise<StageBegun> {
    const { study, arms } = this.#of;
    const parent = await this.#parent(stage);
    const model: NamedStage | null = parent ? namedStage(parent.stage) : null;
    const base = await this.#baseOf(stage.from);
    return trackedStage(stage, { study: study.name, base, arms: arms[stage.key] ?? [] }, model);
  }

  /** The model at which the way to another begins: a study may have several. */
  async #baseOf(from: Origin): Promise<string | undefined> {
    if ('base' in from) return this.#of.names[from.base];
    const before = (await this.#find(from.stage))?.stage;
    return before && 'from' in before ? this.#baseOf(before.from) : undefined;
  }

  #parent({ from }: TrainStage | EvaluateStage): Promise<StageRecord | undefined> {
    return 'stage' in from ? this.#find(from.stage) : Promise.resolve(undefined);
  }

  #find(key: string): Promise<StageRecord | undefined> {
    return this.#store.find(key).catch(() => undefined);
  }
}
