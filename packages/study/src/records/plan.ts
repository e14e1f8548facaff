import { selections } from '@stopover/core';
import { z } from 'zod';
import { skipSchema } from '../study-file/cell-filter.ts';
import { keepSchema } from './keep.ts';
import { modelSizeSchema } from './model-size.ts';
import { stageSchema } from './stage.ts';
import { plannedSweepSchema } from './sweep.ts';

const text = z.string();
const texts = z.array(text);
const count = z.int().min(0);

/** What a cell of the grid is of: one model on one target in one language. */
const cellSchema = z.strictObject({
  /** As the study names the base model. */
  model: text,
  target: text,
  training: text,
  language: text,
  /** Name of the arm's form. */
  arm: text,
  intermediate: text,
  shots: count,
  bucket: count,
  seed: count,
  /** How the trainings on the target kept their model. */
  selection: z.enum(selections),
  /** Key of the evaluate stage that gives its score. */
  stage: text,
});

/** An arm as a report needs it: what it says of itself, and what its path implies. */
const armSchema = z.strictObject({
  /** Of the form: `intermediate+target-shots`. */
  name: text,
  /** Of the arm: `target-shots`. */
  arm: text,
  /** Whether the intermediate is in its path. */
  intermediate: z.boolean(),
  /** Whether there is a cell for each intermediate. */
  perIntermediate: z.boolean(),
  /** Whether it trains on a number of labelled target-language examples. */
  shots: z.boolean(),
  /** Whether English is scored in it. */
  english: z.boolean(),
  /** Whether something is translated in it. */
  translated: z.boolean(),
  /** Name of the form that it is compared with; null for the one that all are compared with. */
  against: text.nullable(),
  /** Name of the form that is left of it without shots; null where it has none, or nothing is left. */
  withoutShots: text.nullable(),
  /** How many seeds one of its models is the mean of; null where each is of one. */
  average: z.int().min(2).nullable(),
  /** Where its models are the base with what tasks have changed in it; absent where they are not. */
  sum: z.literal(true).exactOptional(),
  /** How a table calls it, with `{k}` for the number of shots and `{intermediate}`. */
  label: text,
  /** The selection that it asks for itself; null: the study's. */
  select: z.enum(selections).nullable(),
  /** `english → shots`. */
  path: text,
  /** What was done, in a clause. */
  line: text,
  /** Authors (year). Title. Venue. */
  citation: text.nullable(),
});
export type PlannedArm = z.infer<typeof armSchema>;

/** One side of a contrast, as `ContrastSide`. */
const sideSchema = z.strictObject({ arm: text, intermediate: text, shots: count });

const primarySchema = z.strictObject({
  target: text,
  training: text.exactOptional(),
  ...sideSchema.shape,
  against: sideSchema,
});

/** A model that stages begin at. */
const modelSchema = z.strictObject({
  id: text,
  /** Where it lies on this machine: in no key. */
  folder: text,
  /** SHA-256 over its config.json and weights. */
  hash: text,
  /** SHA-256 of its tokenizer. */
  tokenizer: text,
  size: modelSizeSchema,
});
export type PlannedModel = z.infer<typeof modelSchema>;

const jobSchema = z.strictObject({
  key: text,
  /** Keys of the stages that one process runs, in order. */
  stages: texts.min(1),
  /** Keys of the jobs that must be done before. */
  after: texts,
});

const targetSchema = z.strictObject({
  name: text,
  kind: text,
  metric: text,
  range: z.tuple([z.number(), z.number()]),
  parallel: z.boolean(),
  /** What is scored. */
  split: z.enum(['test', 'validation']),
});

const referenceSchema = z.strictObject({
  task: text,
  repo: text,
  /** The commit that was read; null where the source does not know it. */
  revision: text.nullable(),
  license: text,
  paper: text,
  /** Authors (year). Title. Venue. Null where the task gives none. */
  citation: text.nullable(),
  /** What the rows are, where another task has the same data in another form. */
  rows: text.exactOptional(),
  /** Whether they are files of the study itself. */
  own: z.boolean().exactOptional(),
});

/** What an intermediate trains on that is not the one task of its name as it is. */
const compositionSchema = z.strictObject({
  name: text,
  tasks: texts,
  /** Whether masked-language modelling is beside them. */
  masked: z.boolean(),
  /** Whether its rows are machine-translated. */
  translated: z.boolean(),
  /** Whether its labels are in a random order. */
  shuffled: z.boolean(),
  /** Whether it is a model that somebody has trained already; it has no tasks then. */
  ready: z.boolean(),
  /** Tasks whose tables are left out of its own; absent: none are. */
  without: texts.exactOptional(),
});
export type Composition = z.infer<typeof compositionSchema>;

/** Everything that a study needs to run and to be reported, without its study file, its tasks or its data. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  study: z.strictObject({
    name: text,
    models: texts.min(1),
    source: text,
    backend: text,
    executor: text,
    recipe: text,
    order: text,
    seeds: z.array(count),
    shots: z.array(count),
    buckets: count,
    /** Empty: as the recipe says. */
    selections: z.array(z.enum(selections)),
    arms: z.array(armSchema),
    intermediates: texts,
    /** Contrasts that are confirmatory. */
    primary: z.array(primarySchema),
    /** The smallest difference that matters, in points. */
    margin: z.number(),
    /** Intermediates with shuffled labels: placebo → the intermediate that it stands beside. */
    placebos: z.record(text, text),
    /** At most so many rows of each table are read. */
    limit: z.int().positive().optional(),
    /** What the command line has changed of the study file. */
    changes: texts.min(1).optional(),
    /** What those are made of whose names do not say it; older plans lack it. */
    described: z.array(z.strictObject({ name: text, made: text })).optional(),
    /** The same as data. */
    compositions: z.array(compositionSchema).optional(),
  }),
  /** The base models, and the ready checkpoints among the intermediates. */
  models: z.array(modelSchema).min(1),
  engine: text,
  /** Which models stay, and which stages make the intermediates. */
  keep: z.strictObject({ models: keepSchema, intermediates: texts }),
  /** Hyperparameters that are chosen by trials among the stages; absent: none are. */
  sweep: plannedSweepSchema.exactOptional(),
  /** Parents stand before their children. */
  stages: z.array(stageSchema),
  jobs: z.array(jobSchema),
  cells: z.array(cellSchema),
  /** Of which cells alone the last run or plan was asked for; absent: of all. The rest of the plan is whole all the same. */
  only: z.array(skipSchema).min(1).optional(),
  targets: z.array(targetSchema),
  unavailable: z.array(z.strictObject({ target: text, language: text, arm: text, reason: text })),
  /** Lengths that the model has no positions for; older plans lack it. */
  clipped: z.array(z.strictObject({ maxLength: count, longest: count, tasks: texts })).optional(),
  overlaps: z.array(z.strictObject({ intermediate: text, target: text, note: text })),
  /** Plans of earlier versions have none. */
  references: z.array(referenceSchema).default([]),
});

/** What one job's process is told of a plan: its own stages, and nothing of the others. */
export const jobPartSchema = z.strictObject({
  format: z.literal(1),
  /** Key of the job. */
  key: text,
  study: z.strictObject({ name: text, models: texts }),
  /** Where the models lie on this machine that its stages begin at, by their hash. */
  bases: z.record(text, text),
  /** What the study calls those models, by their hash; parts of earlier versions do not say. */
  names: z.record(text, text).default({}),
  /** Whether other jobs wait for this one. */
  awaited: z.boolean(),
  /** In the order in which they are run. */
  stages: z.array(stageSchema).min(1),
  /** Names of the arms that need each of them, by its key; parts of earlier versions do not say. */
  arms: z.record(text, texts).default({}),
});

export type JobPart = z.infer<typeof jobPartSchema>;

export type Plan = z.infer<typeof planSchema>;
/** One cell of the grid, before it has a score. */
export type PlannedCell = z.infer<typeof cellSchema>;
/** Stages that are run by one process: a train stage with the evaluations of its model. */
export type PlannedJob = z.infer<typeof jobSchema>;
