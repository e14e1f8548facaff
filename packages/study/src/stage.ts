// What the plan, the store and a job's process agree on. A schema is the only definition, so that what was written by
// another version or half a disk is refused by name and not half understood.
import { recipeSchema } from '@stopover/training';
import { z } from 'zod';
import { retrievalSchema } from './study-schema.ts';

const text = z.string();
const count = z.int().min(0);
const key = z.string().regex(/^[0-9a-f]{64}$/);

/** One table of a task's data: which rows, and what their bytes were when the plan was made. */
export const tableSchema = z.strictObject({
  task: text,
  role: z.enum(['train', 'validation', 'test', 'candidates']),
  /** BCP 47; `mul` where a table of candidates has several. */
  language: text,
  location: z.strictObject({ repo: text, revision: text, config: text, split: text }),
  /** SHA-256 of the bytes, hex. */
  fingerprint: text,
});

/** A table whose language the type system knows. */
export interface Table<L extends string = string> extends z.infer<typeof tableSchema> {
  readonly language: L;
}

const englishSchema = tableSchema.extend({ language: z.literal('en') });

/** Where a stage's weights come from. */
export const originSchema = z.union([z.strictObject({ base: key }), z.strictObject({ stage: key })]);
export type Origin = z.infer<typeof originSchema>;

const expectedSchema = z.strictObject({
  /** Rows that are used, before any is skipped. */
  rows: count,
  /** Optimizer steps of a train stage, forward passes of an evaluate stage. */
  steps: count,
  /** Time expected, where there is something to judge by. */
  seconds: z.number().min(0).nullable(),
});

const common = {
  key,
  /** What a person would call it: `mnli → xnli, seed 1`. */
  title: text,
  from: originSchema,
  tokenizer: text,
  engine: text,
  /** Labelled target-language examples that the model has been trained on, its parents' included. */
  targetExamples: count,
  recipe: recipeSchema,
  expected: expectedSchema,
};

export const trainStageSchema = z.strictObject({
  ...common,
  kind: z.literal('train'),
  head: z.enum(['new', 'keep']),
  data: z.array(tableSchema).min(1),
  mixing: z.enum(['proportional', 'uniform']).nullable(),
  /** Only these of the table's rows: the first k of a bucket. */
  shots: z.strictObject({ language: text, k: z.int().positive(), bucket: z.int().positive() }).nullable(),
  /** Rows for model selection, English by type; null keeps the last model. */
  select: englishSchema.nullable(),
  seed: count,
});

export const evaluateStageSchema = z.strictObject({
  ...common,
  kind: z.literal('evaluate'),
  target: text,
  /** One a language. */
  data: z.array(tableSchema).min(1),
  /** Metrics of the task, in its order. */
  metrics: z.array(text),
  /** Whose documents are searched for every language, beside its own. */
  candidates: z.array(tableSchema).default([]),
  /** Of bitext: development rows, at most one table a language, for a threshold and the choice of a layer. */
  development: z.array(tableSchema).default([]),
  /** Of bitext; null: the mean of the usual layer. */
  retrieval: retrievalSchema.nullable().default(null),
});

export const stageSchema = z.discriminatedUnion('kind', [trainStageSchema, evaluateStageSchema]);

/** One model to be trained, once, whoever needs it. */
export type TrainStage = z.infer<typeof trainStageSchema>;
/** One model scored on one target. */
export type EvaluateStage = z.infer<typeof evaluateStageSchema>;
export type Stage = z.infer<typeof stageSchema>;
