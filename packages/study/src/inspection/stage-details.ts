import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from '@stopover/files';
import { type StageStanding, stageStandings } from '../execution/stage-standings.ts';
import { parentsOf, readBy } from '../planning/jobs.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { Scores, StageRecord } from '../records/stage-record.ts';
import { filesBelow } from '../store/stage-files.ts';
import type { Store } from '../store/store.ts';
import { lookUpStage, type StoredPlans, storedPlans } from './look-up-stage.ts';
import { type LoggedStep, readStageLog } from './stage-log.ts';
import { type TrialFacts, trialFacts } from './trial-facts.ts';

/** A file of a stage's folder. */
export interface StageFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** All that a store tells of one stage. */
export interface StageDetails {
  readonly standing: StageStanding;
  /** What is planned, or was done; null where nothing in the store says it. */
  readonly stage: Stage | null;
  /** The studies of the store whose plans have it. */
  readonly studies: readonly string[];
  /** Of a trial of a sweep: which candidate it tries, of each study that has it so. */
  readonly trials: readonly TrialFacts[];
  /** The base models that it starts from, as their studies call them, or by the beginning of their hash. */
  readonly bases: readonly string[];
  /** Tokens that the model has positions for, where the recipe's sequences may be longer; null elsewhere. */
  readonly clippedTo: number | null;
  /** Null until the stage is complete. */
  readonly record: StageRecord | null;
  readonly log: readonly LoggedStep[];
  /** Null where it is no evaluation, and until it is complete. */
  readonly scores: Scores | null;
  /** The stages that it needs, and those that need it. */
  readonly parents: readonly StageStanding[];
  readonly children: readonly StageStanding[];
  /** Of a stage that is complete or begun. */
  readonly folder: string;
  readonly files: readonly StageFile[];
}

/**
 * Looks a stage up by its title or the beginning of its key, among those of one study where it is named, and reads what is
 * known of it; it may be running, or have failed.
 * @throws RequestError when there is no such stage, or several. @throws DataError when its record or a plan is damaged.
 */
export async function stageDetails(store: Store, named: string, study?: string): Promise<StageDetails> {
  const { plans, known, family, record, standing } = await lookedUp(store, named, study);
  const { key } = known;
  const stage = record?.stage ?? known.stage;
  const planned = [...plans].filter(([, { stages }]) => stages.some((one) => one.key === key));
  const folder = record ? store.stageFolder(key) : `${store.stageFolder(key)}.partial`;
  return {
    ...{ standing, stage, record, folder },
    studies: planned.map(([name]) => name),
    trials: trialFacts(plans, key),
    bases: stage ? basesOf(stage, plans) : [],
    clippedTo: stage ? clippedTo(stage, new Map(planned)) : null,
    log: await readStageLog(store.stageFolder(key)),
    scores: record?.stage.kind === 'evaluate' ? await store.scores(key, record) : null,
    parents: stage ? await family.stand([...new Set(parentsOf(stage))]) : [],
    children: await family.stand(family.childrenOf(key)),
    files: await filesIn(folder),
  };
}

/** How the stage stands that `stageDetails` would tell of. @throws as that does. */
export async function stageStanding(store: Store, named: string, study?: string): Promise<StageStanding> {
  return (await lookedUp(store, named, study)).standing;
}

async function lookedUp(store: Store, named: string, study: string | undefined) {
  const plans = await storedPlans(store, study);
  const known = await lookUpStage(store, plans, named, { planned: study !== undefined });
  const { key } = known;
  const family = new Family(store, plans);
  const [seen] = await family.stand([key], known.stage?.title);
  if (!seen) throw new Error(`no standing of stage ${key}`);
  const record = (await store.find(key)) ?? null;
  // It may have come through between the two looks.
  const standing: StageStanding = record
    ? { ...seen, state: 'done', isHere: false, at: undefined, reason: undefined }
    : seen;
  return { plans, known, family, record, standing };
}

/** The stages of some plans, and who needs whom. */
class Family {
  readonly #store: Store;
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #jobs: Plan['jobs'];

  constructor(store: Store, plans: StoredPlans) {
    this.#store = store;
    this.#stages = new Map([...plans.values()].flatMap(({ stages }) => stages.map((one) => [one.key, one] as const)));
    this.#jobs = [...plans.values()].flatMap(({ jobs }) => jobs);
  }

  childrenOf(key: string): readonly string[] {
    return [...this.#stages.values()].filter((stage) => parentsOf(stage).includes(key)).map((stage) => stage.key);
  }

  /** How stages stand; one of no plan has the title of its record. */
  async stand(keys: readonly string[], title?: string): Promise<readonly StageStanding[]> {
    const stages: { readonly key: string; readonly title: string }[] = [];
    for (const key of keys) {
      const record = this.#stages.has(key) ? undefined : await this.#store.find(key).catch(() => undefined);
      stages.push({ key, title: this.#stages.get(key)?.title ?? record?.stage.title ?? title ?? '(not known)' });
    }
    return stageStandings(this.#store, { stages, jobs: this.#jobs });
  }
}

/** What the plans that have a stage say of its length. */
function clippedTo(stage: Stage, plans: StoredPlans): number | null {
  if (stage.kind === 'translate') return null;
  const [first] = [...plans.values()]
    .flatMap(({ clipped = [] }) => clipped)
    .filter(
      ({ maxLength, tasks }) =>
        maxLength === stage.recipe.maxLength && stage.data.some(({ task }) => tasks.includes(task)),
    );
  return first?.longest ?? null;
}

/** The base models of a stage. */
function basesOf(stage: Stage, plans: StoredPlans): readonly string[] {
  const names = new Map([...plans.values()].flatMap(({ models }) => models.map(({ hash, id }) => [hash, id] as const)));
  const hashes = readBy(stage).flatMap((from) => ('base' in from ? [from.base] : []));
  return [...new Set(hashes.map((hash) => names.get(hash) ?? hash.slice(0, 12)))];
}

/** The files of a folder with their sizes; what goes meanwhile is left out. */
async function filesIn(folder: string): Promise<readonly StageFile[]> {
  const files: StageFile[] = [];
  for (const path of await filesBelow(folder).catch(emptyWhereAbsent)) {
    const size = await stat(join(folder, path)).then(
      ({ size: bytes }) => bytes,
      () => undefined,
    );
    if (size !== undefined) files.push({ path, bytes: size });
  }
  return files;
}

function emptyWhereAbsent(error: unknown): readonly string[] {
  if (isAbsent(error)) return [];
  throw error;
}
