import { z } from 'zod';
import { stageSchema } from './stage.ts';
import { armNames } from './study-schema.ts';

const text = z.string();
const texts = z.array(text);
const count = z.int().min(0);

const cellSchema = z.strictObject({
  target: text,
  training: text,
  language: text,
  arm: z.enum(armNames),
  intermediate: text,
  shots: count,
  bucket: count,
  seed: count,
  /** Key of the evaluate stage that gives its score. */
  stage: text,
});

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
});

/** Everything that a study needs to run and to be reported, without its study file, its tasks or its data. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  study: z.strictObject({
    name: text,
    model: text,
    source: text,
    backend: text,
    executor: text,
    recipe: text,
    order: text,
    seeds: z.array(count),
    shots: z.array(count),
    buckets: count,
    arms: z.array(z.enum(armNames)),
    intermediates: texts,
    /** What those are made of whose names do not say it; older plans lack it. */
    stops: z.array(z.strictObject({ name: text, made: text })).optional(),
  }),
  model: z.strictObject({
    id: text,
    /** Where the base model lies on this machine: in no key. */
    folder: text,
    /** SHA-256 over its config.json and weights. */
    hash: text,
    /** SHA-256 of its tokenizer. */
    tokenizer: text,
  }),
  engine: text,
  /** Parents stand before their children. */
  stages: z.array(stageSchema),
  jobs: z.array(jobSchema),
  cells: z.array(cellSchema),
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
  study: z.strictObject({ name: text, model: text }),
  /** Where the base model lies on this machine. */
  base: text,
  /** Whether other jobs wait for this one. */
  awaited: z.boolean(),
  /** In the order in which they are run. */
  stages: z.array(stageSchema).min(1),
});

export type JobPart = z.infer<typeof jobPartSchema>;

export type Plan = z.infer<typeof planSchema>;
/** One cell of the grid, before it has a score. */
export type PlannedCell = z.infer<typeof cellSchema>;
/** Stages that are run by one process: a train stage with the evaluations of its model. */
export type PlannedJob = z.infer<typeof jobSchema>;
