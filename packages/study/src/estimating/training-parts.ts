// The data sets of a train stage as its steps draw them, by samples of their rows.
import { type Example, StopoverError } from '@stopover/core';
import { heldOutOf, type MaskedText, readMaskedText, type Table } from '@stopover/data';
import type { HeadSpec } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import {
  type DrawnPart,
  drawWeights,
  featureOptions,
  headOf,
  maskedLanguageModelling,
  weightBeside,
} from '@stopover/training';
import type { TrainStage } from '../records/stage.ts';
import type { EstimateContext } from './estimate-context.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { featured, type RowSample } from './row-samples.ts';

/** One data set of a training. */
export interface TrainingPart {
  /** Its task; several data sets of a mixture may have one. */
  readonly task: string;
  readonly spec: HeadSpec;
  /** As they are trained on: the sample. */
  readonly sample: readonly Feature[];
  /** Features of all its rows. */
  readonly features: number;
  readonly beside: boolean;
  /** Seconds to read its tables and make features of the rows that are taken. */
  readonly reading: number;
}

/** Rows of a table that a stage takes, by a sample of all. */
interface TakenRows {
  readonly sample: RowSample;
  readonly examples: number;
  readonly reading: number;
}

/** The parts of a stage, the text last; undefined where some of its rows cannot be sampled. */
export async function trainingParts(
  stage: TrainStage,
  model: EstimatedModel,
  context: EstimateContext,
): Promise<readonly TrainingPart[] | undefined> {
  const parts: TrainingPart[] = [];
  for (const { task, tables } of groupsOf(stage)) {
    const rows: TakenRows[] = [];
    for (const { table, take } of tables) {
      const taken = await takenRows(stage, { table, take }, model, context);
      if (!taken) return undefined;
      rows.push(taken);
    }
    const part = partOf(task, rows, model);
    if (!part) return undefined;
    parts.push(part);
  }
  if (!stage.masked) return parts;
  const text = await textPart(stage.masked, stage, model, context);
  return text && [...parts, text];
}

type Take = NonNullable<TrainStage['sets']>[number]['take'];

/** Tables that are one data set, as `trainingRows` puts them together. */
function groupsOf({ data, sets, shots }: TrainStage) {
  if (sets)
    return sets.map(({ tables, take }) => ({
      task: data[tables[0] ?? 0]?.task ?? '',
      tables: tables.flatMap((at) => (data[at] ? [{ table: data[at], take }] : [])),
    }));
  const take: Take = shots ? 'shots' : 'all';
  return [...new Set(data.map(({ task }) => task))].map((name) => ({
    task: name,
    tables: data.filter(({ task }) => task === name).map((table) => ({ table, take })),
  }));
}

async function takenRows(
  { recipe, shots }: TrainStage,
  { table, take }: { readonly table: Table; readonly take: Take },
  model: EstimatedModel,
  { tables, task, samples }: EstimateContext,
): Promise<TakenRows | undefined> {
  const sample = await samples.of(
    task(table.task),
    table,
    model.tokenizer,
    featureOptions(recipe, model.counted.config),
  );
  if (!sample) return undefined;
  const rows = await tables.count(table);
  const usable = rows * sample.used;
  const pool = take === 'not-held-out' ? usable - heldOutOf(Math.round(usable)) : usable;
  const wanted = take === 'shots' && shots ? shots.k : (recipe.maxExamples ?? Number.POSITIVE_INFINITY);
  const examples = Math.min(pool, wanted);
  return { sample, examples, reading: rows * sample.seconds.read + examples * sample.seconds.feature };
}

function partOf(task: string, rows: readonly TakenRows[], { counted }: EstimatedModel): TrainingPart | undefined {
  const [first] = rows;
  const sample = rows.flatMap((one) => one.sample.trained);
  if (!first || sample.length === 0) return undefined;
  const features = rows.reduce(
    (sum, one) => sum + (one.examples * one.sample.trained.length) / one.sample.examples.length,
    0,
  );
  return {
    ...{ task, sample, beside: false },
    spec: headOf(first.sample.task, counted.config),
    features: Math.max(1, Math.round(features)),
    reading: rows.reduce((sum, { reading }) => sum + reading, 0),
  };
}

const textRows = 192;

async function textPart(
  masked: MaskedText,
  { recipe, seed }: TrainStage,
  { tokenizer, counted }: EstimatedModel,
  { text, textOf: known }: EstimateContext,
): Promise<TrainingPart | undefined> {
  const examples = await known(masked, () =>
    readMaskedText(masked, { seed, texts: text }).catch((error: unknown): readonly Example<'mlm'>[] => {
      if (error instanceof StopoverError) return [];
      throw error;
    }),
  );
  if (examples.length === 0) return undefined;
  const every = Math.max(1, examples.length / textRows);
  const some = Array.from({ length: Math.min(textRows, examples.length) }, (_, i) => examples[Math.floor(i * every)]);
  const read = { task: maskedLanguageModelling, examples: some.flatMap((one) => one ?? []), used: 1, seconds: 0 };
  const sample = await featured(read, tokenizer, featureOptions(recipe, counted.config));
  if (!sample) return undefined;
  return {
    ...{ task: maskedLanguageModelling.name, sample: sample.features, beside: true },
    spec: headOf(maskedLanguageModelling, counted.config),
    features: Math.max(1, Math.round((examples.length * sample.features.length) / sample.examples.length)),
    reading: examples.length * sample.seconds.feature,
  };
}

/** The parts as steps are drawn from them. */
export function drawnParts(
  parts: readonly TrainingPart[],
  { mixing, masked, recipe }: TrainStage,
): readonly DrawnPart[] {
  const own = parts.filter(({ beside }) => !beside);
  const asked = mixing ?? 'proportional';
  const sizes = own.map(({ task, features }) => ({ task, size: features }));
  const weights = drawWeights(sizes, asked);
  const batches = ({ features }: TrainingPart) => Math.ceil(features / recipe.batchSize);
  const drawn = own.map((part, i) => ({
    ...{ batches: batches(part), weight: weights[i] ?? 0 },
    alternates: asked === 'alternate',
  }));
  const text = parts.find(({ beside }) => beside);
  if (!text) return drawn;
  if (drawn.length === 0) return [{ batches: batches(text), weight: 1 }];
  return [...drawn, { batches: batches(text), weight: weightBeside(weights, masked?.share ?? 0), beside: true }];
}
