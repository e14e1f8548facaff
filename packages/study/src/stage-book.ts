import type { AnyTask } from '@stopover/core';
import { countSteps, type DrawnPart, type Recipe, recipe } from '@stopover/training';
import { translationRules } from '@stopover/translation';
import { contentKey } from './canonical.ts';
import type {
  EvaluateStage,
  MaskedText,
  Origin,
  Stage,
  Table,
  TrainStage,
  TranslatedBy,
  TranslateStage,
} from './stage.ts';

/** A model on the way: the base model, or what a train stage will leave. */
export interface Model {
  readonly origin: Origin;
  /** What it was trained on, in order; empty for the base model. */
  readonly steps: readonly string[];
  /** Null for the base model, which no seed touches. */
  readonly seed: number | null;
  readonly targetExamples: number;
}

/** What makes a train stage what it is; the book adds the key. */
export interface Training
  extends Pick<
    TrainStage,
    'head' | 'data' | 'mixing' | 'heads' | 'masked' | 'labels' | 'shots' | 'select' | 'recipe' | 'seed'
  > {
  /** The step's name in titles. */
  readonly name: string;
  /** Rows that are used of the tables: no more than the recipe's or the shots' number. */
  readonly rows: number;
  /** Where several tasks, or text beside one, share the steps: how they do, and the share of each. */
  readonly mixed?: { readonly parts: readonly DrawnPart[]; readonly shares: TrainStage['expected']['shares'] };
}

/** What makes an evaluate stage what it is. */
export interface Testing extends Searched {
  readonly tests: readonly Table[];
  readonly lengths: Recipe;
  /** Rows of the tests. */
  readonly rows: number;
}

/** What is searched, how, and on which rows that is settled; empty for kinds that search nothing. */
export type Searched = Readonly<Pick<EvaluateStage, 'candidates' | 'development' | 'retrieval'>>;

/** What a stage is made of, beside its own fields. */
interface Ground {
  readonly engine: string;
  readonly tokenizer: string;
}

/** What makes a translate stage what it is; the book adds the key. */
export interface Translating extends Pick<TranslateStage, 'to' | 'by' | 'pick'> {
  readonly table: Table;
  /** Rows that are translated. */
  readonly rows: number;
}

const content = ({ task, role, language, fingerprint, translation }: Table) => ({
  task,
  role,
  language,
  fingerprint,
  translation,
});

const textOf = ({ text, ...how }: MaskedText) => ({ ...how, text: text.map(({ fingerprint }) => fingerprint) });

const contentOf = (by: TranslatedBy) =>
  'identity' in by ? { use: by.use, identity: by.identity } : { sha256: by.sha256 };

/** The key of a translate stage, which no release of the engine changes. */
export const translationKey = ({ table, to, by, pick }: Translating): string =>
  contentKey({ kind: 'translate', rules: translationRules, data: content(table), to, by: contentOf(by), pick });

/**
 * The stages of a plan by key. A key is the SHA-256 of everything that a stage's result depends on, its parent's key
 * among it, so two wishes for the same training are one stage, and nothing else is.
 */
export class StageBook {
  readonly #ground: Ground;
  readonly #stages = new Map<string, Stage>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Parents before children, in the order in which they were first asked for. */
  get stages(): Stage[] {
    return [...this.#stages.values()];
  }

  /** The table that translating another gives: its place is that of the rows it was made from. */
  translate(translating: Translating): Table {
    const { table, to, by, pick, rows } = translating;
    const key = translationKey(translating);
    const part = pick ? `, ${pick.most} rows of seed ${pick.seed}` : '';
    this.#add({
      kind: 'translate',
      key,
      title: `${table.task} ${table.role}, ${table.language} to ${to} by ${by.name}${part}`,
      data: [table],
      to,
      by,
      pick,
      targetExamples: 0,
      expected: { rows, steps: 0, seconds: null },
    });
    return { ...table, translation: { stage: key, to } };
  }

  /** The model that training `parent` further leaves. */
  train(parent: Model, training: Training): Model {
    const { name, rows, mixed, ...own } = training;
    const key = contentKey({
      kind: 'train',
      ...this.#ground,
      from: parent.origin,
      ...own,
      data: own.data.map(content),
      select: own.select && content(own.select),
      masked: own.masked && textOf(own.masked),
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
      targetExamples: parent.targetExamples + (own.shots?.k ?? 0),
      expected: { rows, steps, ...(mixed && { shares: mixed.shares }), seconds: null },
      ...own,
    };
    this.#add(stage);
    return { origin: { stage: key }, steps: trained, seed: own.seed, targetExamples: stage.targetExamples };
  }

  /** The key of scoring a model on a target's test tables. `lengths` gives maxLength, stride and batch size. */
  evaluate(model: Model, task: AnyTask, { tests: data, lengths, rows, ...search }: Testing): string {
    const { maxLength, stride, batchSize } = lengths;
    const { candidates, development, retrieval } = search;
    const metrics = task.metrics.map(({ name }) => name);
    const key = contentKey({
      kind: 'evaluate',
      ...this.#ground,
      from: model.origin,
      target: task.name,
      data: data.map(content),
      metrics,
      maxLength,
      stride,
      // What is not there is not named, so that it makes no difference to keys of other kinds.
      ...(candidates.length > 0 && { candidates: candidates.map(content) }),
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
      targetExamples: model.targetExamples,
      recipe: recipe({ maxLength, stride, batchSize }),
      expected: { rows, steps: Math.ceil(rows / batchSize), seconds: null },
      target: task.name,
      data: [...data],
      metrics,
      candidates: [...candidates],
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

const titleOf = (steps: readonly string[], seed: number | null): string =>
  steps.join(' → ') + (seed === null ? ', base model' : `, seed ${seed}`);
