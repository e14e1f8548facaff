// The plan of the README's study without its rows: what is trained, from what, for how many steps. The rows of its data sets
// are counted below, as their publishers do; nothing is downloaded.
import type { Kind } from '@stopover/core';
import { type expectDisk, type Plan, recipeFor, type StudyRecipe, shotsRecipe } from '@stopover/study';
import type { Recipe, RecipeFields } from '@stopover/training';
import { configOf, encoderMatrices, type Size } from './sizes.ts';

type DiskPlan = Parameters<typeof expectDisk>[0];
type Stage = Plan['stages'][number];
type Model = { readonly key: string; readonly steps: number };

interface Training {
  readonly name: string;
  readonly kind: Kind;
  readonly rows: number;
}

const trainings: Readonly<Record<string, Training>> = {
  mnli: { name: 'mnli', kind: 'classification', rows: 392_702 },
  squad: { name: 'squad-v2', kind: 'span', rows: 130_319 },
  hellaswag: { name: 'hellaswag', kind: 'choice', rows: 39_905 },
  cosmos: { name: 'cosmos-qa', kind: 'choice', rows: 25_262 },
  copa: { name: 'copa', kind: 'choice', rows: 400 },
};
const intermediates = ['mnli', 'squad', 'hellaswag', 'cosmos'].flatMap((name) => trainings[name] ?? []);
const targets = [
  { name: 'xnli', train: trainings['mnli'], languages: 15, shotLanguages: 14, rows: 5010 },
  { name: 'xcopa', train: trainings['copa'], languages: 11, shotLanguages: 11, rows: 500 },
];
const base = 'b'.repeat(64);

/** The parts of a plan that the disk follows from, of XLM-R at a size with its 250,002 words. `all`: of every recipe. */
export function readmeStudy(size: Size, seeds: number, all: RecipeFields = {}): DiskPlan {
  const building = new Building(all);
  for (let seed = 1; seed <= seeds; seed++) {
    const starts = [undefined, ...intermediates.map((one) => building.intermediate(one, seed))];
    const mixed = intermediates.reduce((sum, { rows }) => sum + rows, 0);
    starts.push(building.intermediate({ name: 'multi-task', kind: 'span', rows: mixed }, seed));
    for (const start of starts) for (const target of targets) building.fill(target, start, seed);
  }
  const { stages, jobs, stops } = building;
  const config = configOf(size, 250_002);
  const { hidden_size: hidden, num_hidden_layers: layers, intermediate_size: intermediate } = config;
  const words = config.vocab_size * hidden;
  const matrices = encoderMatrices({ layers, hiddenSize: hidden, intermediateSize: intermediate });
  const parameters = words + config.max_position_embeddings * hidden + matrices + layers * (9 * hidden + intermediate);
  const model = { parameters, words, layers, hidden, intermediate, tokenizer: 17_000_000 };
  return {
    stages,
    jobs,
    models: [{ id: 'base', folder: '', hash: base, tokenizer: '', size: model }],
    keep: { models: 'needed', intermediates: stops },
  };
}

/** Stages and jobs in the order in which a plan has them. */
class Building {
  readonly #study: StudyRecipe;
  readonly stages: Stage[] = [];
  readonly jobs: Plan['jobs'] = [];
  readonly stops: string[] = [];

  constructor(all: RecipeFields) {
    this.#study = { base: 'jiant', all, intermediate: {}, target: {}, shots: {}, text: {} };
  }

  intermediate({ name, kind, rows }: Training, seed: number): Model {
    const model = this.#train(undefined, {
      title: name,
      rows,
      recipe: recipeFor(this.#study, 'intermediate', kind),
      seed,
    });
    this.stops.push(model.key);
    return model;
  }

  fill(
    { train, languages, shotLanguages, rows }: (typeof targets)[number],
    start: Model | undefined,
    seed: number,
  ): void {
    if (!train) return;
    const recipe = recipeFor(this.#study, 'target', train.kind);
    const trained = this.#train(start, { title: train.name, rows: train.rows, recipe, seed });
    this.#evaluate(trained, recipe, rows * languages);
    for (const k of [10, 100])
      for (let language = 0; language < shotLanguages; language++) {
        const shots = shotsRecipe(this.#study, train.kind, k);
        this.#evaluate(this.#train(trained, { title: `${k} shots`, rows: k, recipe: shots, seed }), recipe, rows);
      }
  }

  #train(
    parent: Model | undefined,
    { title, rows, recipe, seed }: { title: string; rows: number; recipe: Recipe; seed: number },
  ): Model {
    const steps =
      recipe.maxSteps ?? Math.ceil((rows / recipe.batchSize / recipe.gradientAccumulationSteps) * recipe.epochs);
    const key = this.#key();
    this.stages.push({
      ...this.#common(key, title, parent, { rows, steps }),
      ...{ kind: 'train', head: 'new', data: [], mixing: null, shots: null, select: null, seed, recipe },
    });
    this.jobs.push({ key, stages: [key], after: parent ? [parent.key] : [] });
    return { key, steps };
  }

  #evaluate(model: Model, recipe: Recipe, rows: number): void {
    const key = this.#key();
    this.stages.push({
      ...this.#common(key, 'test', model, { rows, steps: Math.ceil(rows / recipe.batchSize) }),
      ...{ kind: 'evaluate', target: 'test', data: [], metrics: [], candidates: [], development: [] },
      ...{ retrieval: null, recipe },
    });
    this.jobs.find((job) => job.key === model.key)?.stages.push(key);
  }

  #key = (): string => String(this.stages.length).padStart(64, '0');

  #common = (key: string, title: string, parent: Model | undefined, expected: { rows: number; steps: number }) => ({
    ...{ key, title, tokenizer: '', engine: '', targetExamples: 0 },
    from: parent ? { stage: parent.key } : { base },
    expected: { ...expected, seconds: null },
  });
}
