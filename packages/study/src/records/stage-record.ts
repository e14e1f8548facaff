import { skipSchema } from '@stopover/data';
import { recipeSchema } from '@stopover/training';
import { z } from 'zod';
import { cutSchema } from './cut-record.ts';
import { stageSchema } from './stage.ts';

const count = z.int().min(0);

const sampledSchema = z.strictObject({ task: z.string(), steps: count, examples: count });

const selectionSchema = z.strictObject({
  by: recipeSchema.shape.select.unwrap(),
  /** The rows that checkpoints were scored on; null where none were. */
  rows: z
    .strictObject({
      kind: z.enum(['english', 'translated', 'oracle']),
      task: z.string(),
      language: z.string(),
      examples: count,
    })
    .nullable(),
  /** The steps whose weights were averaged. */
  averaged: z.array(count).nullable(),
});

/** Weights that were tried; the score is null where it is not a number. */
export const candidateSchema = z.strictObject({ weights: z.array(z.number()), score: z.number().nullable() });

const outcomeSchema = z.strictObject({
  /** How the model was chosen; stages of earlier versions do not say. */
  selection: selectionSchema.optional(),
  /** The step whose model was kept. */
  selectedStep: count,
  /** Its headline score on the development rows, in the metric's unit. */
  selectionScore: z.number().nullable(),
  /** Null when the loss was not a number that JSON can hold. */
  finalLoss: z.number().nullable(),
  /** Of the training's steps in order, each the mean of `every` of them. */
  losses: z.strictObject({ every: z.int().positive(), means: z.array(z.number()) }).optional(),
  /** The step of the checkpoint that a killed run went on from; 0 for a run in one piece. */
  resumedAt: count,
});

/** What became of a combination of models. */
const combinationSchema = z.strictObject({
  /** What each member's weights, or its difference to the base model, were multiplied by. */
  weights: z.array(z.number()),
  /** Numbers of tensors that are sums over the models, and of those that are one model's own. */
  combined: count,
  taken: count,
  /** The English development rows that weights were chosen on, and every candidate's headline score; null without choice. */
  chosen: z
    .strictObject({
      task: z.string(),
      examples: count,
      candidates: z.array(candidateSchema).min(1),
    })
    .nullable(),
});

const madeSchema = z.strictObject({
  /** Version of the program. */
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: count,
  memoryGiB: z.number(),
  backend: z.string(),
  threads: count.nullable(),
  /** ISO 8601. */
  startedAt: z.string(),
  finishedAt: z.string(),
});

/** stage.json: what a stage is, what made it, and what came of it. A stage without a valid one is not complete. */
export const recordSchema = z.strictObject({
  format: z.literal(1),
  stage: stageSchema,
  made: madeSchema,
  seconds: z.number().min(0),
  /** Of all threads of the process; what stages of earlier versions and remade ones took is not known. */
  cpuSeconds: z.number().min(0).exactOptional(),
  /** Most memory that the process had until the stage was done, in MB; earlier stages of its job count. */
  peakMemory: z.number().min(0).exactOptional(),
  /** Optimizer steps; 0 for an evaluation. */
  steps: count,
  /** Training examples seen, with repetitions; for an evaluation, the examples scored. */
  examplesSeen: count,
  /** Examples that were truncated to the recipe's `maxLength`, of all tables. */
  truncated: count,
  /** By table. Stages of earlier versions have no such list. */
  cut: z.array(cutSchema).default([]),
  skipped: z.array(skipSchema),
  /** How often each task of a train stage was drawn; stages of earlier versions do not say. */
  sampled: z.array(sampledSchema).optional(),
  /** Where the head came from with which masked tokens were predicted beside the tasks; null where none were. */
  maskedHead: z.enum(['checkpoint', 'fresh']).nullable().optional(),
  outcome: outcomeSchema.nullable(),
  /** Of a combine stage. */
  combination: combinationSchema.optional(),
  /** Of a stage whose model went because nothing waited for it: when, and how large it was. Its hashes stay in `files`. */
  dropped: z.strictObject({ at: z.string(), bytes: count }).optional(),
  /** SHA-256 of the stage's files, hex, by their paths in its folder; without stage.json and log.jsonl. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

/** What is known of a stage before its files are. */
export type MadeRecord = Omit<StageRecord, 'files'>;

export type StageRecord = z.infer<typeof recordSchema>;

const layerNumbers = z.record(z.string(), z.number().nullable());

/** scores.json of an evaluate stage. A score that is not a number (nothing to score) is null. */
export const scoresSchema = z.strictObject({
  task: z.string(),
  languages: z.record(
    z.string(),
    z.strictObject({
      examples: count,
      scores: z.record(z.string(), z.number().nullable()),
      /** Score of guessing uniformly, in the headline metric's unit; null where it is not known. */
      chance: z.number().nullable(),
      /** What the maximum length made of the examples. Stages of earlier versions do not say. */
      cut: cutSchema.optional(),
      /** Of a sweep: the headline score of each layer. */
      layers: layerNumbers.optional(),
      /** Of mining: pairs of a lower margin are none. `itself`: there were no development rows, so it is the best for these. */
      threshold: z.strictObject({ value: z.number(), chosenOn: z.enum(['development', 'itself']) }).optional(),
    }),
  ),
  /** Of bitext: the layer whose predictions these are. */
  retrieval: z
    .strictObject({
      layer: count,
      pooling: z.enum(['mean', 'cls']),
      prefix: z.string().optional(),
      chosenBy: z.enum(['development', 'named', 'protocol']),
      development: layerNumbers.nullable(),
    })
    .optional(),
});

export type Scores = z.infer<typeof scoresSchema>;
