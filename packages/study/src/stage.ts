// What the plan, the store and a job's process agree on. A schema is the only definition, so that what was written by
// another version or half a disk is refused by name and not half understood.
import { mixingSchema, recipeSchema } from '@stopover/training';
import { z } from 'zod';
import { retrievalSchema } from './study-schema.ts';

const text = z.string();
const count = z.int().min(0);
const key = z.string().regex(/^[0-9a-f]{64}$/);

const placeSchema = z.strictObject({
  ...{ repo: text, revision: text, config: text, split: text },
  files: z.array(text).readonly().exactOptional(),
  lookup: text.exactOptional(),
  only: z.strictObject({ column: text, start: text }).exactOptional(),
  each: text.exactOptional(),
});

/** One table of a task's data: which rows, and what their bytes were when the plan was made. */
export const tableSchema = z.strictObject({
  task: text,
  role: z.enum(['train', 'validation', 'test', 'candidates']),
  /** BCP 47; `mul` where a table of candidates has several. */
  language: text,
  location: placeSchema.extend({ joined: z.array(placeSchema).readonly().exactOptional() }),
  /** SHA-256 of the bytes, hex. */
  fingerprint: text,
  /** Not these rows but what a translate stage made of them, in another language (BCP 47). */
  translation: z.strictObject({ stage: key, to: text }).optional(),
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
  /** Where several tasks, or text beside one, share the steps: the share of each. */
  shares: z.record(text, z.number()).optional(),
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

/** Text for masked-language modelling beside the tasks. */
export const maskedTextSchema = z.strictObject({
  /** Of all steps. */
  share: z.number().gt(0).lt(1),
  /** Of a parallel text's sentences that stand beside a translation. */
  pairs: z.number().min(0).max(1),
  /** BCP 47, or a parallel text's columns; null: all that there are. */
  languages: z.array(text).nullable(),
  maxExamples: z.int().positive().nullable(),
  /** `path` is of this machine and in no key, null for the miniature's text; `fingerprint` is the SHA-256 of the bytes. */
  text: z.array(z.strictObject({ name: text, path: text.nullable(), fingerprint: key })).min(1),
});
export type MaskedText = z.infer<typeof maskedTextSchema>;

export const trainStageSchema = z.strictObject({
  ...common,
  kind: z.literal('train'),
  head: z.enum(['new', 'keep']),
  data: z.array(tableSchema).min(1),
  mixing: mixingSchema.nullable(),
  /** Tasks of a kind with the same labels have one head; without it each has its own. */
  heads: z.literal('shared').optional(),
  masked: maskedTextSchema.optional(),
  /** The labels change places: a control. */
  labels: z.literal('shuffled').optional(),
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

/** What gives the translations: a translator with its settings, or a file in which they are. */
export const translatedBySchema = z.union([
  z.strictObject({
    /** As the study calls it. */
    name: text,
    /** A plugin's translator. */
    use: text,
    settings: z.record(text, z.unknown()),
    /** Where relative paths of the settings start, on this machine: in no key. */
    folder: text,
    /** What the translator says of itself: in the key, and must be the same when the stage runs. */
    identity: z.record(text, z.unknown()),
  }),
  /** `path` is of this machine and in no key; `sha256` is of the bytes. */
  z.strictObject({ name: text, path: text, sha256: text }),
]);
export type TranslatedBy = z.infer<typeof translatedBySchema>;

export const translateStageSchema = z.strictObject({
  kind: z.literal('translate'),
  key,
  title: text,
  /** The one table whose rows are translated. */
  data: z.array(tableSchema).length(1),
  /** BCP 47. */
  to: text,
  by: translatedBySchema,
  /** The rows that a training with `maxExamples` takes; null for all. */
  pick: z.strictObject({ most: z.int().positive(), seed: count }).nullable(),
  targetExamples: z.literal(0),
  expected: expectedSchema,
});

export const stageSchema = z.discriminatedUnion('kind', [trainStageSchema, evaluateStageSchema, translateStageSchema]);

/** One model to be trained, once, whoever needs it. */
export type TrainStage = z.infer<typeof trainStageSchema>;
/** One model scored on one target. */
export type EvaluateStage = z.infer<typeof evaluateStageSchema>;
/** One table in another language. */
export type TranslateStage = z.infer<typeof translateStageSchema>;
export type Stage = z.infer<typeof stageSchema>;
