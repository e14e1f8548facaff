// Which models something still waits for, by the plans of a store and the stages that are being written.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent, isThere, namesIn } from '@stopover/files';
import { readBy } from '../planning/jobs.ts';
import { openChoices, trialKeys } from '../planning/settled-plan.ts';
import type { Keep } from '../records/keep.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { begunStage } from '../store/begun.ts';
import type { Store } from '../store/store.ts';

/** Whether a stage leaves a model. */
export const hasModel = ({ kind }: Stage): boolean => kind === 'train' || kind === 'combine';

/** Keys of the stages whose models a stage reads. */
export const modelParents = (stage: Stage): readonly string[] =>
  readBy(stage).flatMap((from) => ('stage' in from ? [from.stage] : []));

/** What one plan says of its models. */
interface PlanNeeds {
  readonly keep: Keep;
  readonly intermediates: ReadonlySet<string>;
  /** Trials among which is still to be chosen: the grid may go on from any. */
  readonly trials: ReadonlySet<string>;
  /** Model → the stages that start from it. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** What a plan says of its models, without the rest of it. */
function needsOf({ keep, stages, sweep }: Pick<Plan, 'keep' | 'stages' | 'sweep'>): PlanNeeds {
  const children = new Map<string, string[]>();
  for (const stage of stages) {
    if (hasModel(stage) && !children.has(stage.key)) children.set(stage.key, []);
    for (const parent of new Set(modelParents(stage))) {
      const own = children.get(parent) ?? [];
      own.push(stage.key);
      children.set(parent, own);
    }
  }
  const trials = new Set(trialKeys(openChoices({ ...(sweep && { sweep }) })));
  return { keep: keep.models, intermediates: new Set(keep.intermediates), trials, children };
}

interface Known {
  readonly sign: string;
  readonly needs: PlanNeeds;
}

/** Why a model stays, or that it need not. */
export type Standing = 'kept' | 'awaited' | 'unplanned' | 'free';

/**
 * Says of models whether they may go. A plan is read again when its file has changed, so that a study that is planned
 * meanwhile is seen.
 */
export class Awaited {
  readonly #store: Store;
  readonly #own: readonly PlanNeeds[];
  readonly #known = new Map<string, Known>();
  readonly #complete = new Set<string>();

  /** `own`: plans that count beside those of the store, as one that another version of the study has replaced there. */
  constructor(store: Store, own: readonly Plan[] = []) {
    this.#store = store;
    this.#own = own.map(needsOf);
  }

  /**
   * `kept`: a study wants it kept. `awaited`: a stage of a plan is not complete that starts from it, or one that is being
   * written does, or it is a trial that may be chosen. `unplanned`: no plan has it. `free`: it may go.
   */
  async standing(key: string): Promise<Standing> {
    const all = await this.#plans();
    if (!all) return 'kept';
    const plans = all.filter(({ children }) => children.has(key));
    if (plans.some(({ keep, intermediates }) => keep === 'all' || (keep === 'intermediates' && intermediates.has(key))))
      return 'kept';
    if (plans.some(({ trials }) => trials.has(key))) return 'awaited';
    for (const { children } of plans) {
      for (const child of children.get(key) ?? []) if (!(await this.#isComplete(child))) return 'awaited';
    }
    if (await this.#isRead(key)) return 'awaited';
    return plans.length > 0 ? 'free' : 'unplanned';
  }

  /** Undefined where one cannot be read: nobody knows what it waits for. */
  async #plans(): Promise<readonly PlanNeeds[] | undefined> {
    const all: PlanNeeds[] = [...this.#own];
    for (const name of await this.#store.studies()) {
      const path = join(this.#store.folder, 'studies', name, 'plan.json');
      const file = await stat(path, { bigint: true }).catch((error: unknown) => (isAbsent(error) ? undefined : null));
      if (file === undefined) continue;
      // A network disk may not answer for a moment.
      if (file === null) return undefined;
      const sign = `${file.ino} ${file.size} ${file.mtimeNs}`;
      const known = this.#known.get(name);
      const needs =
        known?.sign === sign ? known.needs : await this.#store.loadPlan(name).then(needsOf, () => undefined);
      if (!needs) return undefined;
      this.#known.set(name, { sign, needs });
      all.push(needs);
    }
    return all;
  }

  async #isComplete(key: string): Promise<boolean> {
    if (this.#complete.has(key)) return true;
    const isComplete = await isThere(join(this.#store.stageFolder(key), 'stage.json'));
    if (isComplete) this.#complete.add(key);
    return isComplete;
  }

  /** Whether a stage that is being written, of whatever plan, starts from a model. */
  async #isRead(key: string): Promise<boolean> {
    const names = new Set(await namesIn(join(this.#store.folder, 'stages')));
    for (const name of names) {
      const owned = name.endsWith('.owner') ? name.slice(0, -'.owner'.length) : undefined;
      if (owned === undefined || owned === key || !names.has(`${owned}.partial`)) continue;
      const stage = await begunStage(`${this.#store.stageFolder(owned)}.partial`);
      if (stage && modelParents(stage).includes(key)) return true;
    }
    return false;
  }
}
