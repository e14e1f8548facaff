import type { AnyTask } from '@stopover/core';
import { languageIn, type Table } from '@stopover/data';
import { contentKey } from '@stopover/files';
import { countSteps, type DrawnPart, type Recipe, recipe } from '@stopover/training';
import { translationRules } from '@stopover/translation';
import type { CombineStage, EvaluateStage, Origin, Stage, TrainStage, TranslateStage } from '../records/stage.ts';
import { originOf } from './adapter-base.ts';
import { evaluationRecipe } from './evaluation-recipe.ts';
import { content, drawInKey, tagsInKey, textOf, translatorInKey } from './key-content.ts';

/** A model on the way: the base model, or what a train stage will leave. */
export interface ParentModel {
  readonly origin: Origin;
  /** What it was trained on, in order; empty for the base model. */
  readonly steps: readonly string[];
  /** Null for the base model, which no seed touches; several of a mean. */
  readonly seed: number | readonly number[] | null;
  readonly targetExamples: number;
  /** Which values its head began with; undefined where it has none. */
  readonly head?: string;
  /** SHA-256 of its tokenizer. */
  readonly tokenizer: string;
}

/** What makes a train stage what it is; the registry adds the key. */
export interface TrainSpec
  extends Pick<
    TrainStage,
    | 'head'
    | 'data'
    | 'mixing'
    | 'sets'
    | 'heads'
    | 'masked'
    | 'labels'
    | 'shots'
    | 'select'
    | 'selectOn'
    | 'metric'
    | 'recipe'
    | 'seed'
    | 'headSeed'
  > {
  /** The step's name in titles. */
  readonly name: string;
  /** Rows that are used of the tables: no more than the recipe's or the shots' number. */
  readonly rows: number;
  /** Labelled target-language examples among them; without it, the shots. */
  readonly labelled?: number;
  /** Whether its task has no list of tags of its own, so that rows decide which its head has. */
  readonly taggedByRows?: boolean;
  /** Where several tasks, or text beside one, share the steps: how they do, and the share of each. */
  readonly mixed?: { readonly parts: readonly DrawnPart[]; readonly shares: TrainStage['expected']['shares'] };
}

/** What makes an evaluate stage what it is. */
export interface EvaluateSpec extends Searched {
  readonly tests: readonly Table[];
  readonly lengths: Recipe;
  /** Rows of the tests. */
  readonly rows: number;
}

/** What is searched, how, and on which rows that is settled; empty for kinds that search nothing. */
export type Searched = Readonly<Pick<EvaluateStage, 'candidates' | 'queries' | 'development' | 'retrieval'>>;

/** What a stage is made of, beside its own fields. */
interface KeyContext {
  readonly engine: string;
}

/** What makes a combine stage what it is; the registry adds the key. */
export interface Combining extends Pick<CombineStage, 'how' | 'head' | 'select' | 'metric'> {
  /** Of a mean the first member, else the base model. */
  readonly from: ParentModel;
  readonly members: readonly { readonly model: ParentModel; readonly weights: readonly number[] }[];
  readonly lengths: Recipe;
  /** Development rows that each candidate is scored on. */
  readonly rows: number;
  /** The step's name in titles. */
  readonly name: string;
  readonly seeds: readonly number[];
}

/** What makes a translate stage what it is; the registry adds the key. */
export interface TranslateSpec extends Pick<TranslateStage, 'to' | 'by' | 'pick'> {
  readonly table: Table;
  /** Rows that are translated. */
  readonly rows: number;
}

/** The key of a translate stage, which no release of the engine changes. */
export const translationKey = ({ table, to, by, pick }: TranslateSpec): string =>
  contentKey({ kind: 'translate', rules: translationRules, data: content(table), to, by: translatorInKey(by), pick });

/**
 * The stages of a plan by key. A key is the SHA-256 of everything that a stage's result depends on, its parent's key
 * among it, so two wishes for the same training are one stage, and nothing else is.
 */
export class StageRegistry {
  readonly #ground: KeyContext;
  readonly #stages = new Map<string, Stage>();

  constructor(ground: KeyContext) {
    this.#ground = ground;
  }

  /** Another one of the same engine, with no stage yet. */
  empty(): StageRegistry {
    return new StageRegistry(this.#ground);
  }

  /** Parents before children, in the order in which they were first asked for. */
  get stages(): Stage[] {
    return [...this.#stages.values()];
  }

  /** The table that translating another gives: its place is that of the rows it was made from. */
  translate(translating: TranslateSpec): Table {
    const { table, to, by, pick, rows } = translating;
    const key = translationKey(translating);
    const part = pick ? `, ${pick.most} rows of seed ${pick.seed}` : '';
    this.#add({
      kind: 'translate',
      key,
      title: `${table.task} ${table.role}, ${languageIn(table)} to ${to} by ${by.name}${part}`,
      data: [table],
      to,
      by,
      pick,
      targetExamples: 0,
      expected: { rows, steps: 0, seconds: null },
    });
    return { ...table, translation: { stage: key, to } };
  }

  /** Hash of the model that the stages of another begin at. */
  baseOf({ origin }: Pick<ParentModel, 'origin'>): string {
    if ('base' in origin) return origin.base;
    const stage = this.#stages.get(origin.stage);
    return stage && 'from' in stage ? this.baseOf({ origin: stage.from }) : '';
  }

  /** Notes how many optimizer steps a training takes, where somebody has counted them; a plan counts by rows. */
  expectSteps({ origin }: Pick<ParentModel, 'origin'>, steps: number): void {
    const stage = 'stage' in origin ? this.#stages.get(origin.stage) : undefined;
    if (stage?.kind === 'train') stage.expected.steps = steps;
  }

  /** The model that training `parent` further leaves. */
  train(parent: ParentModel, training: TrainSpec): ParentModel {
    const { name, rows, mixed, labelled = training.shots?.k ?? 0, taggedByRows, ...own } = training;
    const { tokenizer } = parent;
    const key = contentKey({
      kind: 'train',
      ...this.#ground,
      tokenizer,
      from: parent.origin,
      ...own,
      data: own.data.map(content),
      select: own.select && content(own.select),
      selectOn: own.selectOn && { ...own.selectOn, table: content(own.selectOn.table) },
      masked: own.masked && textOf(own.masked),
      ...drawInKey(own),
      ...(taggedByRows && tagsInKey(own)),
    });
    const trained = [...parent.steps, name];
    const parts = mixed?.parts ?? [{ batches: Math.ceil(rows / own.recipe.batchSize), weight: 1 }];
    const steps = countSteps(parts, own.recipe, own.seed);
    const stage: TrainStage = {
      kind: 'train',
      key,
      title: titleOf(trained, own.seed),
      from: parent.origin,
      ...this.#ground,
      tokenizer,
      targetExamples: parent.targetExamples + labelled,
      expected: { rows, steps, ...(mixed && { shares: mixed.shares }), seconds: null },
      ...own,
    };
    this.#add(stage);
    const { targetExamples } = stage;
    const head = own.head === 'keep' ? parent.head : headBegun(own);
    const origin = originOf(stage);
    return { origin, steps: trained, seed: own.seed, targetExamples, tokenizer, ...(head && { head }) };
  }

  /** The model that a combination of others' weights is; see `CombineStage`. */
  combine(combining: Combining): ParentModel {
    const { how, from, members, head, select, metric, lengths, rows, name, seeds } = combining;
    const by = metric === undefined ? {} : { metric };
    const { maxLength, docStride, batchSize, selectionExamples } = lengths;
    const parts = members.map(({ model, weights }) => ({
      from: model.origin,
      tokenizer: model.tokenizer,
      weights: [...weights],
    }));
    const key = contentKey({
      kind: 'combine',
      ...this.#ground,
      tokenizer: from.tokenizer,
      how,
      from: from.origin,
      members: parts.map(({ tokenizer: _, ...rest }) => rest),
      head,
      ...(select && { select: content(select), ...by, maxLength, docStride, selectionExamples }),
    });
    const passes = select ? rows * candidateCount(parts) : 0;
    const examples = members.map(({ model }) => model.targetExamples);
    const stage: CombineStage = {
      kind: 'combine',
      key,
      title: titleOf([name], seeds),
      ...{ how, from: from.origin, members: parts, head, select, ...by, seed: seeds[0] ?? 0 },
      ...this.#ground,
      tokenizer: from.tokenizer,
      // The same rows for every seed; of several tasks each has its own.
      targetExamples: how === 'mean' ? Math.max(...examples) : examples.reduce((sum, one) => sum + one, 0),
      recipe: recipe({ maxLength, docStride, batchSize, selectionExamples }),
      expected: { rows: passes, steps: Math.ceil(passes / batchSize), seconds: null },
      data: [],
    };
    this.#add(stage);
    const { targetExamples, tokenizer } = stage;
    return { origin: { stage: key }, steps: [name], seed: [...seeds], targetExamples, tokenizer };
  }

  /** The key of scoring a model on a target's test tables. `lengths` gives maxLength, docStride and batch size. */
  evaluate(model: ParentModel, task: AnyTask, { tests: data, lengths, rows, ...search }: EvaluateSpec): string {
    const { maxLength, docStride, batchSize } = lengths;
    const { candidates, queries, development, retrieval } = search;
    const metrics = task.metrics.map(({ name }) => name);
    const key = contentKey({
      kind: 'evaluate',
      ...this.#ground,
      tokenizer: model.tokenizer,
      from: model.origin,
      target: task.name,
      data: data.map(content),
      metrics,
      maxLength,
      docStride,
      // What is not there is not named, so that it makes no difference to keys of other kinds.
      ...(candidates.length > 0 && { candidates: candidates.map(content) }),
      ...(queries && { queries: queries.map(content) }),
      ...(development.length > 0 && { development: development.map(content) }),
      ...(retrieval && { retrieval }),
    });
    const [first] = data;
    const only = first?.translation ? `${first.language} in ${first.translation.to}` : (first?.language ?? '');
    const languages = data.length === 1 ? only : `${data.length} languages`;
    const stage: EvaluateStage = {
      kind: 'evaluate',
      key,
      title: titleOf([...model.steps, `${task.name} test (${languages})`], model.seed),
      from: model.origin,
      ...this.#ground,
      tokenizer: model.tokenizer,
      targetExamples: model.targetExamples,
      recipe: evaluationRecipe(lengths),
      expected: { rows, steps: Math.ceil(rows / batchSize), seconds: null },
      target: task.name,
      data: [...data],
      metrics,
      candidates: [...candidates],
      ...(queries && { queries: [...queries] }),
      development: [...development],
      retrieval,
    };
    this.#add(stage);
    return key;
  }

  #add(stage: Stage): void {
    if (!this.#stages.has(stage.key)) this.#stages.set(stage.key, stage);
  }
}

/** What a head's first values are drawn from: heads of one seed and one sort of answers begin alike. */
const headBegun = ({
  seed,
  headSeed = seed,
  data: [table],
}: Pick<TrainSpec, 'seed' | 'headSeed' | 'data'>): string | undefined =>
  table && JSON.stringify([headSeed, table.task]);

const candidateCount = (members: readonly { readonly weights: readonly number[] }[]): number =>
  members.reduce((product, { weights }) => product * weights.length, 1);

function titleOf(steps: readonly string[], seed: ParentModel['seed']): string {
  const seeds = [seed].flat();
  const made = seed === null ? 'base model' : `${seeds.length > 1 ? 'seeds' : 'seed'} ${seeds.join(', ')}`;
  return `${steps.join(' → ')}, ${made}`;
}
