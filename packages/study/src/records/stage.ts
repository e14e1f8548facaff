// What the plan, the store and a job's process agree on. A schema is the only definition, so that what was written by
// another version or half a disk is refused by name and not half understood.
import { maskedTextSchema, tableSchema } from '@stopover/data';
import { mixingSchema, recipeSchema } from '@stopover/training';
import { z } from 'zod';
import { retrievalSchema } from '../study-file/study-schema.ts';

const text = z.string();
const count = z.int().min(0);
const key = z.string().regex(/^[0-9a-f]{64}$/);

const englishSchema = tableSchema.extend({ language: z.literal('en') });

/** Rows of a data set: all, those of the stage's shots, or those that are not held out (`heldOut` in the data package). */
const setSchema = z.strictObject({
  /** Places in the stage's `data`. */
  tables: z.array(count).min(1),
  take: z.enum(['all', 'shots', 'not-held-out']),
});

/** Development rows of another language than English: machine-translated ones, or the target's own with their labels. */
const selectOnSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('translated'), table: tableSchema }),
  z.strictObject({
    kind: z.literal('oracle'),
    table: tableSchema,
    /** The draws of shots that none of the rows may be of; null where there are none. */
    draws: z
      .strictObject({
        k: z.int().positive(),
        buckets: z.int().positive(),
        /** The rows of all draws, where a file names them. */
        ids: z.array(text).exactOptional(),
      })
      .nullable(),
    /** So many of the rows that are held out are taken, by chance; absent where all are, which keys have always meant. */
    most: z.int().positive().exactOptional(),
  }),
]);

const baseSchema = z.strictObject({ base: key });
/** A model that is whole: of a stage that keeps an adapter alone, what the adapter is added to. */
const wholeSchema = z.union([baseSchema, z.strictObject({ stage: key })]);
export type WholeModel = z.infer<typeof wholeSchema>;

/** Where a stage's weights come from; `on`, where that stage keeps an adapter, what it is added to. */
export const originSchema = z.union([baseSchema, z.strictObject({ stage: key, on: wholeSchema.exactOptional() })]);
export type Origin = z.infer<typeof originSchema>;

/** What is expected of a stage. */
export const expectedSchema = z.strictObject({
  /** Rows that are used, before any is skipped. */
  rows: count,
  /** Optimizer steps of a train stage, forward passes of an evaluate stage. */
  steps: count,
  /** Where several tasks, or text beside one, share the steps: the share of each. */
  shares: z.record(text, z.number()).optional(),
  /** Time expected of one process, where there is something to judge by. */
  seconds: z.number().min(0).nullable(),
  /**
   * How the time is known: like stages of the store took it, the estimate was corrected by what others of its sort took, or
   * it is one. Absent where there is no time, and in older plans.
   */
  by: z.enum(['measured', 'scaled', 'estimated']).exactOptional(),
  /** Main memory of its process in MB, rather too much; absent where nobody estimated it. */
  memory: count.exactOptional(),
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
  /** None where there is text alone. */
  data: z.array(tableSchema),
  mixing: mixingSchema.nullable(),
  /** Which tables are one data set, and which of their rows are its; absent: all tables of a task are one, wholly. */
  sets: z.array(setSchema).min(1).optional(),
  /** Tasks of a kind with the same labels have one head; without it each has its own. */
  heads: z.literal('shared').optional(),
  masked: maskedTextSchema.optional(),
  /** The labels change places: a control. */
  labels: z.literal('shuffled').optional(),
  /** Only these of the table's rows (of sets: of the one that takes shots): the first k of a bucket. */
  shots: z
    .strictObject({
      language: text,
      k: z.int().positive(),
      bucket: z.int().positive(),
      /** The rows themselves, where a file names them. */
      ids: z.array(text).exactOptional(),
    })
    .nullable(),
  /** Rows for model selection, English by type; null keeps the last model. */
  select: englishSchema.nullable(),
  /** Rows of the language for selection, where a study asks for that in so many words; `select` is then null. */
  selectOn: selectOnSchema.optional(),
  /** What scores those rows, where the key must say it: see `metricInKey`. */
  metric: text.exactOptional(),
  seed: count,
  /** What a new head is drawn from, where that is not the stage's seed: models to be averaged begin with one head. */
  headSeed: count.exactOptional(),
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
  /** Of a limited table of candidates: the tests whose right documents stay in it, in all languages of the study. */
  queries: z.array(tableSchema).exactOptional(),
  /** Of bitext: development rows, at most one table a language, for a threshold and the choice of a layer. */
  development: z.array(tableSchema).default([]),
  /** Of bitext; null: the mean of the usual layer. */
  retrieval: retrievalSchema.nullable().default(null),
});

/** A model that is combined with others. */
const memberSchema = z.strictObject({
  from: originSchema,
  /** SHA-256 of its tokenizer: of a ready checkpoint it may be another file with the same words. */
  tokenizer: text,
  /** What its difference to the base model is multiplied by, or to be chosen from; of a mean 1. */
  weights: z.array(z.number()).min(1),
});

export const combineStageSchema = z.strictObject({
  ...common,
  kind: z.literal('combine'),
  /** `mean`: of the members, the first of which is `from`. `add`: `from`, the base model, with what each member adds to it. */
  how: z.enum(['mean', 'add']),
  members: z.array(memberSchema).min(1),
  /**
   * What becomes of the heads: `combine` where all began with the same values, a place among the members for the head of
   * that one as it is, `leave` for none.
   */
  head: z.union([z.enum(['combine', 'leave']), count]),
  /** It trains on no rows. */
  data: z.array(tableSchema).length(0),
  /** Development rows for the choice among weights, English by type; null where there is no choice. */
  select: englishSchema.nullable(),
  /** What scores them, as of a training. */
  metric: text.exactOptional(),
  seed: count,
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

export const stageSchema = z.discriminatedUnion('kind', [
  trainStageSchema,
  combineStageSchema,
  evaluateStageSchema,
  translateStageSchema,
]);

/** One model to be trained, once, whoever needs it. */
export type TrainStage = z.infer<typeof trainStageSchema>;
/** One model made of others' weights. */
export type CombineStage = z.infer<typeof combineStageSchema>;
/** One model scored on one target. */
export type EvaluateStage = z.infer<typeof evaluateStageSchema>;
/** One table in another language. */
export type TranslateStage = z.infer<typeof translateStageSchema>;
export type Stage = z.infer<typeof stageSchema>;
