// All that a store knows of one model: what it went through, on which data, and its scores.
import type { Table } from '@stopover/data';
import type { Plan } from '../records/plan.ts';
import type { Cell, LayerSummary, Reference, Results, TargetSummary } from '../records/results.ts';
import type { CombineStage, EvaluateStage, Origin, Stage, TrainStage } from '../records/stage.ts';
import type { StageRecord } from '../records/stage-record.ts';
import { plansWith } from '../store/plans-with.ts';
import type { Store } from '../store/store.ts';
import { readResults } from './read-results.ts';
import { limitInWords, studyNotices } from './study-notices.ts';

/** A training or a combination that a model came through. */
export interface HistoryStage {
  readonly stage: TrainStage | CombineStage;
  /** What came of it; absent where the store no longer has it. */
  readonly record: StageRecord | undefined;
}

/** Which states stand for a sentence. */
export type SentenceStates = Pick<LayerSummary, 'layer' | 'pooling' | 'prefix'>;

/** How a model was scored, apart from the rows: under other settings the same model has other scores. */
export interface EvaluationSetting {
  /** Tokens of an input. */
  readonly maxLength: number;
  /** Tokens from one window of a long text to the next; null where the kind of task has no windows. */
  readonly docStride: number | null;
  /** Of retrieval: which states stood for a sentence. */
  readonly states: SentenceStates | null;
}

/** A model's scores on the rows of one split of a target under one setting, a cell a language. */
export interface ModelEvaluation {
  readonly target: TargetSummary;
  readonly setting: EvaluationSetting;
  readonly cells: readonly Cell[];
}

/** Where a model comes from, and how good it is. */
export interface ModelHistory {
  /** Parents before their children; the model itself is the last. */
  readonly stages: readonly HistoryStage[];
  /** The models that it begins at, as the studies name them. */
  readonly bases: readonly { readonly hash: string; readonly id: string | null }[];
  /** Names of the studies of the store that have it. */
  readonly studies: readonly string[];
  /** Where those took rows from; null where no study has it any more. */
  readonly source: string | null;
  /** What the tables were that it was trained and scored on, where a study says so. */
  readonly references: readonly Reference[];
  /** Of the model alone: where a test was translated for it, the translator has a part in the score. */
  readonly evaluations: readonly ModelEvaluation[];
  /** Evaluations that no study of the store has any more: of them only the numbers are known, not the items. */
  readonly unplanned: number;
  /** What a reader must know before any number: that rows were left out, or that a study was not run as its file says. */
  readonly notices: readonly string[];
}

/** The tasks whose rows a stage has read. */
export function tasksRead(stage: Stage): ReadonlySet<string> {
  const select = 'select' in stage && stage.select ? [stage.select.task] : [];
  const other = 'selectOn' in stage && stage.selectOn ? [stage.selectOn.table.task] : [];
  return new Set([...stage.data.map(({ task }) => task), ...select, ...other]);
}

/** Collects the history of a model by its stage's key. @throws DataError naming a stage whose files are damaged. */
export async function readModelHistory(store: Store, key: string): Promise<ModelHistory> {
  const plans = await plansWith(store, key);
  const lineage = new Lineage(store, plans);
  await lineage.add(key);
  const stages = [...lineage.stages.values()];
  const own = await ownScores(store, plans, key);
  const evaluations = own.map(({ evaluation }) => evaluation);
  const tasks = new Set([
    ...stages.flatMap(({ stage }) => [...tasksRead(stage)]),
    ...evaluations.map(({ target }) => target.name),
  ]);
  // A test's are those of the study that has scored it: another one may have planned with a later state of the data set.
  const references = new Map(
    [...plans.flatMap((plan) => plan.references), ...own.flatMap((one) => one.references)].map(
      (reference) => [reference.task, reference] as const,
    ),
  );
  const planned = new Set(plans.flatMap((plan) => plan.stages.map((stage) => stage.key)));
  const tables = [...stages.flatMap(({ stage }) => stage.data), ...own.flatMap((one) => one.tables)];
  const records = await store.records();
  return {
    stages,
    bases: [...lineage.bases].map((hash) => ({ hash, id: idOf(plans, hash) })),
    studies: plans.map(({ study }) => study.name),
    source: plans[0]?.study.source ?? null,
    references: [...references.values()].filter(({ task }) => tasks.has(task)),
    evaluations,
    unplanned: records.filter(({ stage }) => isOf(stage, key) && !planned.has(stage.key)).length,
    notices: [...new Set([...noticesOf(plans), ...limitsOf(tables)])],
  };
}

/** Of the studies. A model that one without a limit has too was not trained under one: its tests say for themselves whether they were. */
function noticesOf(plans: readonly Plan[]): readonly string[] {
  const whole = plans.some(({ study }) => study.limit === undefined);
  return plans.flatMap(({ study: { limit, ...study } }) => studyNotices(whole ? study : { ...study, limit }));
}

const limitsOf = (tables: readonly Table[]): readonly string[] =>
  tables.flatMap(({ limit }) => (limit === undefined ? [] : [limitInWords(limit)]));

const isOf = (stage: Stage, key: string): stage is EvaluateStage =>
  stage.kind === 'evaluate' && 'stage' in stage.from && stage.from.stage === key;

const idOf = (plans: readonly Plan[], hash: string): string | null =>
  plans.flatMap(({ models }) => models).find((model) => model.hash === hash)?.id ?? null;

/** A model's ancestors, each once, parents first. */
class Lineage {
  readonly stages = new Map<string, HistoryStage>();
  readonly bases = new Set<string>();
  readonly #store: Store;
  readonly #planned: ReadonlyMap<string, Stage>;

  constructor(store: Store, plans: readonly Plan[]) {
    this.#store = store;
    this.#planned = new Map(plans.flatMap(({ stages }) => stages.map((stage) => [stage.key, stage])));
  }

  async add(key: string): Promise<void> {
    if (this.stages.has(key)) return;
    const record = await this.#store.find(key);
    const stage = record?.stage ?? this.#planned.get(key);
    if (stage?.kind !== 'train' && stage?.kind !== 'combine') return;
    await this.#from(stage.from);
    if (stage.kind === 'combine') for (const { from } of stage.members) await this.#from(from);
    this.stages.set(key, { stage, record });
  }

  async #from(origin: Origin): Promise<void> {
    if ('base' in origin) this.bases.add(origin.base);
    else await this.add(origin.stage);
  }
}

/** The scores of one target and split, with the tables that they are of, and what the study says of those. */
interface OwnScores {
  readonly evaluation: ModelEvaluation;
  readonly tables: readonly Table[];
  readonly references: readonly Reference[];
}

/** The scores of one target, split and setting as they are collected, by language. */
interface FoundScores extends Omit<ModelEvaluation, 'cells'> {
  readonly scores: Map<string, readonly [Cell, Table, Reference | undefined]>;
}

/**
 * The scores of the model alone. A plan is read as if it were of these evaluations. Several studies may have scored the model
 * on one test: the whole test says more than the part of it that a limit leaves, and what was scored under other settings
 * stands apart.
 */
async function ownScores(store: Store, plans: readonly Plan[], key: string): Promise<readonly OwnScores[]> {
  const found = new Map<string, FoundScores>();
  for (const { only: _, ...plan } of plans) {
    const stages = plan.stages.filter((stage) => isOf(stage, key));
    const tableOf = tablesOf(stages);
    const cells = plan.cells.filter((cell) => tableOf(cell)?.translation === undefined && tableOf(cell));
    const results: Results = await readResults(store, { ...plan, stages, cells });
    for (const cell of results.cells) {
      const target = results.targets.find(({ name }) => name === cell.target);
      const table = tableOf(cell);
      const stage = stages.find((one) => one.key === cell.stage);
      if (!target || !table || !stage) continue;
      const setting = settingOf(stage, target, results);
      const place = JSON.stringify([target.name, target.split, setting]);
      const reference = plan.references.find(({ task }) => task === target.name);
      const known = found.get(place) ?? { target, setting, scores: new Map() };
      found.set(place, known);
      // One evaluation may stand in several cells: it is one all the same.
      const [, other] = known.scores.get(cell.language) ?? [];
      if (!other || readsMore(table, other)) known.scores.set(cell.language, [cell, table, reference]);
    }
  }
  return [...found.values()].map(({ target, setting, scores }) => ({
    evaluation: { target, setting, cells: [...scores.values()].map(([cell]) => cell) },
    tables: [...scores.values()].map(([, table]) => table),
    references: [...scores.values()].flatMap(([, , reference]) => reference ?? []),
  }));
}

function settingOf({ key, recipe }: EvaluateStage, { kind }: TargetSummary, { layers }: Results): EvaluationSetting {
  const { maxLength, docStride } = recipe;
  const taken = layers?.find(({ stage }) => stage === key);
  return {
    maxLength,
    docStride: kind === 'span' || kind === 'tagging' ? docStride : null,
    states: taken ? { layer: taken.layer, pooling: taken.pooling, prefix: taken.prefix } : null,
  };
}

/** The test table of a cell, by its stage and language; undefined for a cell of another stage. */
function tablesOf(stages: readonly Stage[]): (cell: Pick<Cell, 'stage' | 'language'>) => Table | undefined {
  const byStage = new Map(stages.map(({ key, data }) => [key, data]));
  return ({ stage, language }) => byStage.get(stage)?.find((table) => table.language === language);
}

const readsMore = (one: Table, other: Table): boolean =>
  (one.limit ?? Number.POSITIVE_INFINITY) > (other.limit ?? Number.POSITIVE_INFINITY);
