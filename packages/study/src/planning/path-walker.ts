// From a path to a model: each training of it is asked for from the registry, which knows two alike for one.
import type { AnyTask, Path, PathData, PathMixture, Selection } from '@stopover/core';
import { type Availability, available, isTaggedByRows, unavailable } from '@stopover/data';
import type { Recipe } from '@stopover/training';
import { recipeFor, shotsRecipe, textRecipe } from '../study-file/named-recipes.ts';
import { type DataSet, dataSet, followsTraining } from './data-sets.ts';
import type { Draw } from './draws.ts';
import { intermediateSteps, type PlannedIntermediate, trainIntermediate } from './english-stages.ts';
import type { PlanContext } from './plan-context.ts';
import { selectionRows } from './selection-rows.ts';
import type { ParentModel } from './stage-registry.ts';
import { mixedSets } from './step-shares.ts';
import type { EnglishTraining, StudyTarget } from './targets.ts';

/** For which cells a path is walked. */
export interface Walk {
  readonly target: StudyTarget;
  readonly training: EnglishTraining;
  /** The cell's intermediate; undefined for paths without one. */
  readonly intermediate: PlannedIntermediate | undefined;
  readonly seed: number;
  /** BCP 47; null for a path, or the part of one, that is the same for every language. */
  readonly language: string | null;
  readonly draw: Draw | null;
  /** What a new head of the target is drawn from, where that is another seed. */
  readonly headSeed?: number;
  /** Of trainings on the target; undefined: as their recipe says. */
  readonly selection: Selection | undefined;
  /** What titles say of its trainings on the target, where they are a trial of a sweep. */
  readonly trial?: string;
}

/** A place on a path. */
export interface Reached {
  readonly model: ParentModel;
  /** Whether the target's head is there, so that what follows goes on with it. */
  readonly headed: boolean;
}

/** More English training is a control up to here; beyond it would be another experiment. */
const mostEpochsAgain = 20;

/** Walks paths from the base model of one context. */
export class PathWalker {
  readonly #context: PlanContext;
  readonly #base: ParentModel;
  /** Stages of one recipe have one object of it. */
  readonly #recipes = new Map<StudyTarget, Map<string, Recipe>>();

  constructor(context: PlanContext, base: ParentModel) {
    this.#context = context;
    this.#base = base;
  }

  /** Where paths begin. */
  get start(): Reached {
    return { model: this.#base, headed: false };
  }

  /** The model at the end of a path from a place, or why the data cannot give it. */
  async walk(path: Path, from: Reached, walk: Walk): Promise<Availability<Reached>> {
    let reached = from;
    for (const step of path) {
      const next = await this.#step(step, reached, walk);
      if (!next.ok) return next;
      reached = next.value;
    }
    return available(reached);
  }

  async #step(step: Path[number], from: Reached, walk: Walk): Promise<Availability<Reached>> {
    const word = 'mix' in step ? undefined : step.data;
    if (word === 'intermediate') return unheaded(await this.#intermediate(from.model, walk));
    if (word === 'english-again') return unheaded(await this.#englishAgain(from.model, walk));
    if (word === 'text') return unheaded(await this.#adapt(from.model, walk));
    return this.#onTarget(step, from, walk);
  }

  async #intermediate(from: ParentModel, { intermediate, seed }: Walk): Promise<Availability<ParentModel>> {
    return intermediate
      ? trainIntermediate(this.#context, from, intermediate, seed)
      : unavailable('there is no intermediate');
  }

  /** English training of the target for as many optimizer steps as the intermediate takes. */
  async #englishAgain(from: ParentModel, walk: Walk): Promise<Availability<ParentModel>> {
    const { training, intermediate, seed } = walk;
    const { registry, tables, study } = this.#context;
    const [task] = training.tasks;
    if (!task || !intermediate) return unavailable('there is no English training to repeat');
    const controlled = await trainIntermediate(this.#context, from, intermediate, seed);
    if (!controlled.ok) return controlled;
    const counted = await intermediateSteps(this.#context, intermediate, { seed, base: registry.baseOf(from) });
    if (!counted.ok) return counted;
    const steps = counted.value;
    registry.expectSteps(controlled.value, steps);
    const table = await tables.find(task, 'en', 'train');
    if (!table.ok) return unavailable(`${task.name} cannot be trained: ${table.reason}`);
    // What it controls is trained by a recipe of its own, or one that a sweep has chosen: the control by the same one.
    const { maxExamples: _, epochs: __, maxSteps: ___, ...hyper } = intermediate.chosen.recipe;
    const fields = { ...recipeFor(study.recipe, 'intermediate', task.kind, hyper), maxSteps: steps, patience: null };
    const rows = Math.min(await tables.count(table.value), fields.maxExamples ?? Number.POSITIVE_INFINITY);
    const epochs = (steps * fields.batchSize * fields.gradientAccumulationSteps) / rows;
    if (epochs > mostEpochsAgain) {
      const many = Math.round(epochs);
      return unavailable(
        `${steps} steps would be ${many} epochs of ${task.name}, and at most ${mostEpochsAgain} control anything`,
      );
    }
    const select = await selectionRows(this.#context, { target: walk.target, task, language: null, recipe: fields });
    if (!select.ok) return unavailable(`${task.name} cannot be trained: ${select.reason}`);
    const name = `${task.name} for ${steps} steps`;
    const own = { name, rows, data: [table.value], recipe: fields, seed, ...select.value };
    return available(registry.train(from, { ...own, head: 'new', mixing: null, shots: null }));
  }

  /** Masked-language modelling on the language's text. */
  async #adapt(from: ParentModel, { language, seed }: Walk): Promise<Availability<ParentModel>> {
    const { registry, text, study } = this.#context;
    const read = language === null ? unavailable('text is of a language') : await text.in(language);
    if (!read.ok) return read;
    const { masked, rows } = read.value;
    const own = { name: `text in ${language}`, rows, data: [], masked, recipe: textRecipe(study.recipe), seed };
    return available(registry.train(from, { ...own, head: 'new', mixing: null, shots: null, select: null }));
  }

  /**
   * A training on the target, for each task of its English training in turn: the first gets a new head, whatever the
   * model was trained on before; those that follow go on with it (Social IQa, then COPA). Labelled target-language
   * examples are of the last.
   */
  async #onTarget(step: PathData | PathMixture, from: Reached, walk: Walk): Promise<Availability<Reached>> {
    const words = 'mix' in step ? step.mix : [step];
    let reached = from;
    const chain = words.some(followsTraining) ? walk.training.tasks : walk.training.tasks.slice(-1);
    for (const [i, task] of chain.entries()) {
      const last = i === chain.length - 1;
      const own = last ? words : words.filter(followsTraining);
      const sampling = 'mix' in step ? step.sampling : undefined;
      const next = await this.#trainOn({ words: own, sampling, task }, reached, walk);
      if (!next.ok) return next;
      reached = { model: next.value, headed: true };
    }
    return available(reached);
  }

  async #trainOn(
    { words, sampling, task }: { words: readonly PathData[]; sampling: PathMixture['sampling']; task: AnyTask },
    { model, headed }: Reached,
    walk: Walk,
  ): Promise<Availability<ParentModel>> {
    const { target, seed, headSeed = seed } = walk;
    const recipe = this.#recipeOf(words, task, walk);
    const place = { ...walk, task, maxExamples: recipe.maxExamples };
    const sets: DataSet[] = [];
    for (const word of words) {
      const set = await dataSet(this.#context, place, word);
      if (!set.ok)
        return unavailable(followsTraining(word) ? `${task.name} cannot be trained: ${set.reason}` : set.reason);
      sets.push(set.value);
    }
    const chosen = { target, task: await this.#selectedOn(task, sets), language: walk.language, recipe };
    const select = await selectionRows(this.#context, chosen);
    if (!select.ok) return unavailable(`${task.name} cannot be trained: ${select.reason}`);
    const head = headed ? 'keep' : 'new';
    const taggedByRows = sets.some((set) => isTaggedByRows(set.task));
    const { name, ...mixed } = mixedSets(sets, sampling, recipe, walk);
    const said = [walk.selection && recipe.select, walk.trial].filter((one) => one !== undefined);
    const own = { ...mixed, taggedByRows, name: said.length > 0 ? `${name} (${said.join('; ')})` : name };
    const begun = head === 'new' && headSeed !== seed ? { headSeed } : {};
    return available(this.#context.registry.train(model, { head, recipe, seed, ...begun, ...own, ...select.value }));
  }

  /** Whose English development rows: the target's own where its rows are all there is, and it has some in English. */
  async #selectedOn(task: AnyTask, sets: readonly DataSet[]): Promise<AnyTask> {
    const [first] = sets;
    if (!first || sets.some((set) => set.task === task)) return task;
    const own = await this.#context.tables.find(first.task, 'en', 'validation');
    return own.ok ? first.task : task;
  }

  /** That of the first word; shots that stand alone have one of their own, which selects nothing. */
  #recipeOf([first]: readonly PathData[], task: AnyTask, { target, draw, selection }: Walk): Recipe {
    const k = first?.data === 'shots' && draw ? draw.k : undefined;
    const known = this.#recipes.get(target) ?? new Map<string, Recipe>();
    this.#recipes.set(target, known);
    const name = `${k ?? task.kind} ${selection}`;
    const made = known.get(name) ?? this.#makeRecipe(k, task, target, selection);
    known.set(name, made);
    return made;
  }

  #makeRecipe(k: number | undefined, task: AnyTask, target: StudyTarget, selection: Selection | undefined): Recipe {
    const { study } = this.#context;
    if (k !== undefined) {
      const shots = shotsRecipe(study.recipe, target.task.kind, k, target.recipe);
      return selection === undefined ? shots : { ...shots, select: selection === 'best' ? 'last' : selection };
    }
    const recipe = recipeFor(study.recipe, 'target', task.kind, target.recipe);
    return selection === undefined ? recipe : { ...recipe, select: selection };
  }
}

const unheaded = (model: Availability<ParentModel>): Availability<Reached> =>
  model.ok ? available({ model: model.value, headed: false }) : model;
