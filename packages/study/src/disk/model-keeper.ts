// Lets models go while a study runs, as soon as nothing waits for them: what counts is the disk at its fullest.
import { join } from 'node:path';
import { isThere } from '@stopover/files';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { Store } from '../store/store.ts';
import { Awaited, hasModel, modelParents } from './awaited.ts';
import { dropModel, recoverModels } from './stored-model.ts';

/** A model that went. */
export interface DroppedModel {
  readonly key: string;
  readonly title: string;
  readonly bytes: number;
}

/** Applies `keep` to the models of one plan. */
export class ModelKeeper {
  readonly #store: Store;
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #awaited: Awaited;

  constructor(store: Store, plan: Plan) {
    this.#store = store;
    this.#stages = new Map(plan.stages.map((stage) => [stage.key, stage]));
    this.#awaited = new Awaited(store, [plan]);
  }

  /** Ends what killed processes began, and lets go all models of the plan that need not stay. */
  async sweep(): Promise<readonly DroppedModel[]> {
    await recoverModels(this.#store);
    const complete = await this.#store.keys();
    return this.#drop([...this.#stages.values()].filter((stage) => hasModel(stage) && complete.has(stage.key)));
  }

  /** Lets go what waited for a stage alone, which is complete now. */
  async after(key: string): Promise<readonly DroppedModel[]> {
    const stage = this.#stages.get(key);
    const parents = stage ? modelParents(stage).flatMap((parent) => this.#stages.get(parent) ?? []) : [];
    return this.#drop(parents);
  }

  async #drop(stages: readonly Stage[]): Promise<readonly DroppedModel[]> {
    const dropped: DroppedModel[] = [];
    for (const { key, title } of stages) {
      if (!(await isThere(join(this.#store.stageFolder(key), 'model')))) continue;
      const isFree = async () => (await this.#awaited.standing(key)) === 'free';
      if (!(await isFree())) continue;
      const bytes = await dropModel(this.#store, key, isFree);
      if (bytes !== undefined) dropped.push({ key, title, bytes });
    }
    return dropped;
  }
}
