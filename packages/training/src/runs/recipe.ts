import { selections } from '@stopover/core';
import { z } from 'zod';

/** Upper bound of counts (steps, examples): beyond it a number is a slip of the pen, and some would never end. */
const many = 1e9;
/** Upper bound of what must fit into one pass. */
const large = 65_536;

/** A seed: a whole number of 32 bits, because generators take no more and two seeds must not draw the same. */
export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** An adapter that is trained in place of the encoder. Names and defaults follow PEFT's `LoraConfig`. */
export const adapterSchema = z.strictObject({
  type: z.literal('lora'),
  rank: z.int().min(1).max(1024).default(8),
  alpha: z.number().positive().max(1e4).default(8),
  dropout: z.number().min(0).max(0.9).default(0),
  /** Names of modules, or ends of names; `all-linear` is all of the encoder's. Default: PEFT's for the architecture. */
  targetModules: z.union([z.literal('all-linear'), z.array(z.string().min(1)).min(1)]).optional(),
  /**
   * After a stage with an adapter: `stack`, the same adapter is trained further; `merge`, it is added to the weights, which
   * then stay, and a fresh one is trained.
   */
  chain: z.enum(['stack', 'merge']).default('stack'),
});
export type AdapterFields = z.infer<typeof adapterSchema>;

/**
 * How one stage is trained. Names follow the Hugging Face Trainer's; defaults are jiant's
 * (AdamW, weight decay 0.01 on matrices, epsilon 1e-8, gradient norm 1, 10 % linear warmup, learning rate 1e-5).
 */
export const recipeSchema = z.strictObject({
  /** Peak learning rate. */
  learningRate: z.number().positive().max(10).default(1e-5),
  /** Passes over the data; `maxSteps` wins where both are given. */
  epochs: z.number().positive().max(100_000).default(2),
  /** Optimizer steps; null: as many as `epochs` asks for. */
  maxSteps: z.int().positive().max(many).nullable().default(null),
  /** Examples per forward pass. */
  batchSize: z.int().positive().max(large).default(32),
  /** Forward passes per optimizer step. */
  gradientAccumulationSteps: z.int().positive().max(large).default(1),
  /** Share of the steps that warm up; `warmupSteps` wins where given. */
  warmupRatio: z.number().min(0).max(1).default(0.1),
  warmupSteps: z.int().min(0).max(many).nullable().default(null),
  schedule: z.enum(['linear', 'constant']).default('linear'),
  weightDecay: z.number().min(0).max(10).default(0.01),
  /** Below 1: at 1 the moments never move, and their correction for a short history divides by nothing. */
  adamBeta1: z.number().min(0).lt(1).default(0.9),
  adamBeta2: z.number().min(0).lt(1).default(0.999),
  adamEpsilon: z.number().positive().max(1).default(1e-8),
  maxGradNorm: z.number().positive().max(many).default(1),
  /** Dropout of every layer; null: what the checkpoint's config.json says. */
  dropout: z.number().min(0).max(0.9).nullable().default(null),
  /**
   * What stays as the checkpoint has it: `embeddings`, or those and so many of the lowest layers. Of what is frozen no
   * gradient is computed. `none` is the same as nothing.
   */
  freeze: z.union([z.enum(['none', 'embeddings']), z.int().min(1).max(1000)]).optional(),
  /**
   * Trains an adapter and the head, and leaves all else of the encoder as it is; the stage keeps the adapter alone. `none`
   * is the same as nothing.
   */
  adapter: z.union([z.literal('none'), adapterSchema]).optional(),
  /** Tokens per sequence, special tokens included. */
  maxLength: z.int().min(8).max(1_000_000).default(128),
  /** Tokens from one window of a long context to the next (span tasks): run_squad.py's `doc_stride`, not the overlap. */
  docStride: z.int().positive().max(1_000_000).default(64),
  /** Of the matrix products. `float16` keeps float32 weights and scales the loss; GPU backends only. */
  precision: z.enum(['float32', 'float16']).default('float32'),
  /** Share of the masked tokens in masked-language modelling: 15 % (Devlin et al. 2019). */
  mlmProbability: z.number().min(0.01).max(0.9).default(0.15),
  order: z.enum(['shuffled', 'length-grouped']).default('shuffled'),
  /** First n rows of each training split after a seeded shuffle; null: all. */
  maxExamples: z.int().positive().max(many).nullable().default(null),
  /**
   * `best`: the checkpoint with the best English development score; `last`: the final one; `average`: the mean of the
   * weights at `averagedCheckpoints` steps. `translated` and `oracle`: as `best`, on English development rows translated
   * into the language, and on rows of the language itself, which measure what selection may not see.
   */
  select: z.enum(selections).default('best'),
  /**
   * Checkpoints that `select: average` averages, evenly spaced over the training, the last among them; default: 10
   * (Schmidt et al. 2023: one after each of ten epochs).
   */
  averagedCheckpoints: z.int().min(2).max(1000).optional(),
  /** Optimizer steps between two evaluations on development data (not with `select: last` or `average`). */
  evalSteps: z.int().positive().max(many).default(500),
  /** Evaluations without improvement before training stops; null: never early. */
  patience: z.int().positive().max(many).nullable().default(null),
  /** Development examples used for selection: jiant takes 500. */
  selectionExamples: z.int().positive().max(many).default(500),
  /** Optimizer steps between two resumable checkpoints. */
  saveSteps: z.int().positive().max(many).default(500),
});

export type Recipe = z.infer<typeof recipeSchema>;
/** A recipe of which only some fields are given. */
export type RecipeFields = z.input<typeof recipeSchema>;

/**
 * Fills in the defaults. What is switched off is left out, so that it makes no difference.
 * @throws ZodError on an unknown field or a value out of range.
 */
export function recipe(fields: RecipeFields = {}): Recipe {
  const { freeze = 'none', adapter = 'none', ...all } = recipeSchema.parse(fields);
  return { ...all, ...(freeze !== 'none' && { freeze }), ...(adapter !== 'none' && { adapter }) };
}
