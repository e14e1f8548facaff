import { batchOrder, type Feature } from '@stopover/text';
import {
  bothWorks,
  countPasses,
  featureOptions,
  headOf,
  noWork,
  type Recipe,
  secondsOf,
  timesWork,
} from '@stopover/training';
import type { TrainStage } from '../records/stage.ts';
import { selectionTables } from '../stages/train-stage.ts';
import type { Estimate, EstimateContext } from './estimate-context.ts';
import { type EstimatedModel, tokensIn } from './estimated-model.ts';
import { trainingMemory } from './expected-memory.ts';
import { drawnParts, type TrainingPart, trainingParts } from './training-parts.ts';

/** A train stage on this machine; undefined where its rows cannot be sampled. */
export async function estimateTraining(
  stage: TrainStage,
  model: EstimatedModel,
  context: EstimateContext,
): Promise<Estimate | undefined> {
  const parts = await trainingParts(stage, model, context);
  if (!parts) return undefined;
  const { recipe } = stage;
  const { steps, passes } = countPasses(drawnParts(parts, stage), recipe, stage.seed);
  const works = parts.map((part) => batchWork(part, recipe, model));
  const { training, opening, update, file } = model.speed;
  const computed = works.reduce((sum, { work }, i) => sum + (passes[i] ?? 0) * secondsOf(work, training), 0);
  const opened = parts.reduce((sum, { spec }) => sum + opening.training * model.costs.nodes(spec, 'training'), 0);
  const trained = trainedNumbers(parts, recipe, model);
  const selecting = await selectionSeconds(stage, steps, model, context);
  if (!selecting) return undefined;
  const saves = Math.max(0, Math.ceil(steps / recipe.saveSteps) - 1) + (recipe.averagedCheckpoints ?? 0);
  const seconds =
    ofStage +
    parts.reduce((sum, { reading }) => sum + reading, 0) +
    startingSeconds(model) +
    opened +
    computed +
    steps * trained * update +
    selecting.seconds +
    saves * stateBytes(trained) * (file.write + file.hash) +
    model.bytes * (file.read + file.write);
  const elements = keptElements(parts, works, stage);
  return { seconds, steps, memory: trainingMemory(model, { trained, elements }) };
}

/** Seconds of what is the same in every train stage: looking at the store, writing logs and records, compiling JavaScript. */
const ofStage = 0.15;

/** To load a model's tokenizer and weights, and to hold these against their hashes before and after. */
export const startingSeconds = ({ tokenizerSeconds, bytes, speed: { file } }: EstimatedModel): number =>
  tokenizerSeconds + bytes * (file.read + 2 * file.hash);

/** Numbers for which room stays: each head has a graph of its own, whose session keeps what its largest pass has taken. */
function keptElements(
  parts: readonly TrainingPart[],
  works: readonly { readonly largest: number }[],
  { heads }: Pick<TrainStage, 'heads'>,
): number {
  const largest = new Map<string, number>();
  parts.forEach(({ task, spec }, i) => {
    const head = heads === 'shared' ? JSON.stringify(spec) : task;
    largest.set(head, Math.max(largest.get(head) ?? 0, works[i]?.largest ?? 0));
  });
  return [...largest.values()].reduce((sum, one) => sum + one, 0);
}

/** Weights and both moments of AdamW, as a checkpoint has them. */
const stateBytes = (trained: number): number => 3 * 4 * trained;

/** Batches of a sample that are looked at. */
const mostBatches = 12;

/** The work of a part's batch, in the mean, and the numbers that the largest pass of its largest one writes. */
function batchWork({ sample, features, spec }: TrainingPart, recipe: Recipe, { costs }: EstimatedModel) {
  const size = Math.min(recipe.batchSize, features);
  const lengths = sample.map(({ sequences }) => sequences.reduce((most, { length }) => Math.max(most, length), 0));
  const all = repeated(sample, size);
  const order = batchOrder(
    all.map((_, i) => lengths[i % lengths.length] ?? 0),
    { batchSize: size, order: recipe.order, seed: 1, epoch: 0 },
  );
  const whole = order.filter((batch) => batch.length === size).slice(0, mostBatches);
  const worksOf = (batch: readonly Feature[]) => costs.passes(batch).map((pass) => costs.training(spec, pass, recipe));
  const works = whole.flatMap((batch) => worksOf(Array.from(batch).flatMap((i) => all[i] ?? [])));
  const mean = timesWork(works.reduce(bothWorks, noWork), 1 / Math.max(1, whole.length));
  // The last batch of a pass over the data may be smaller.
  const filled = features / (Math.ceil(features / recipe.batchSize) * size);
  const byLength = all.toSorted((a, b) => tokensIn([b]) - tokensIn([a])).slice(0, size);
  return {
    work: { ...mean, flops: mean.flops * filled, elements: mean.elements * filled },
    largest: worksOf(byLength).reduce((most, { elements }) => Math.max(most, elements), 0),
  };
}

/** The features as often as a batch needs them. */
function repeated(sample: readonly Feature[], size: number): readonly Feature[] {
  const times = Math.ceil(size / sample.length);
  return times <= 1 ? sample : Array.from({ length: times }, () => sample).flat();
}

/** Masked tokens may be any, so that all words are trained. */
function trainedNumbers(parts: readonly TrainingPart[], { freeze }: Recipe, model: EstimatedModel): number {
  const isWhole = parts.some(({ spec }) => spec.kind === 'mlm');
  if (isWhole || (freeze ?? 'none') !== 'none') return model.numbers.all - model.frozenNumbers(freeze);
  const sample = parts.flatMap((part) => part.sample);
  const tokens = parts.reduce(
    (sum, part) => sum + (tokensIn(part.sample) * part.features) / Math.max(1, part.sample.length),
    0,
  );
  return model.trainedNumbers(sample, tokens);
}

/** Scores of the development rows during a training, with the models that are kept for them. */
async function selectionSeconds(
  stage: TrainStage,
  steps: number,
  model: EstimatedModel,
  { samples, task, tables }: EstimateContext,
): Promise<{ readonly seconds: number } | undefined> {
  const [table] = selectionTables(stage);
  if (!table) return { seconds: 0 };
  const { recipe } = stage;
  const { counted, costs, speed } = model;
  const sample = await samples.of(task(table.task), table, model.tokenizer, featureOptions(recipe, counted.config));
  if (!sample) return undefined;
  const rows = await tables.count(table);
  const scored = Math.min(recipe.selectionExamples, rows * sample.used);
  const spec = headOf(sample.task, counted.config);
  const times = Math.ceil(steps / recipe.evalSteps);
  const once =
    speed.opening.predicting * costs.nodes(spec, 'predicting') +
    (scored / sample.examples.length) * secondsOf(costs.predicting(spec, sample.features), speed.predicting);
  // A model is written whenever it is the best so far: at first always, later less and less.
  const written = ((times + 1) / 2) * model.bytes * (speed.file.read + speed.file.write + speed.file.hash);
  return { seconds: rows * sample.seconds.read + scored * sample.seconds.feature + times * once + written };
}
