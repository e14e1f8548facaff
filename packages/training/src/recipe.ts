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
  accumulate: z.int().positive().max(large).default(1),
  /** Share of the steps that warm up; `warmupSteps` wins where given. */
  warmupRatio: z.number().min(0).max(1).default(0.1),
  warmupSteps: z.int().min(0).max(many).nullable().default(null),
  schedule: z.enum(['linear', 'constant']).default('linear'),
  weightDecay: z.number().min(0).max(10).default(0.01),
  /** Below 1: at 1 the moments never move, and their correction for a short history divides by nothing. */
  adamBeta1: z.number().min(0).lt(1).default(0.9),
  adamBeta2: z.number().min(0).lt(1).default(0.999),
  adamEpsilon: z.number().positive().max(1).default(1e-8),
  maxGradientNorm: z.number().positive().max(many).default(1),
  /** Dropout of every layer; null: what the checkpoint's config.json says. */
  dropout: z.number().min(0).max(0.9).nullable().default(null),
  /** Tokens per sequence, special tokens included. */
  maxLength: z.int().min(8).max(1_000_000).default(128),
  /** Tokens from one window of a long context to the next (span tasks): run_squad.py's `doc_stride`, not the overlap. */
  stride: z.int().positive().max(1_000_000).default(64),
  /** Of the matrix products. `float16` keeps float32 weights and scales the loss; GPU backends only. */
  precision: z.enum(['float32', 'float16']).default('float32'),
  /** Share of the tokens to be guessed in masked-language modelling: 15 % (Devlin et al. 2019). */
  maskedShare: z.number().min(0.01).max(0.9).default(0.15),
  order: z.enum(['shuffled', 'length-grouped']).default('shuffled'),
  /** First n rows of each training split after a seeded shuffle; null: all. */
  maxExamples: z.int().positive().max(many).nullable().default(null),
  /** `best`: the checkpoint with the best English development score; `last`: the final one. */
  select: z.enum(['best', 'last']).default('best'),
  /** Optimizer steps between two evaluations on English development data (with `select: best`). */
  evaluateEvery: z.int().positive().max(many).default(500),
  /** Evaluations without improvement before training stops; null: never early. */
  patience: z.int().positive().max(many).nullable().default(null),
  /** English development examples used for selection: jiant takes 500. */
  selectionExamples: z.int().positive().max(many).default(500),
  /** Optimizer steps between two resumable checkpoints. */
  checkpointEvery: z.int().positive().max(many).default(500),
});

export type Recipe = z.infer<typeof recipeSchema>;
/** A recipe of which only some fields are given. */
export type RecipeFields = z.input<typeof recipeSchema>;

/** Fills in the defaults. @throws ZodError on an unknown field or a value out of range. */
export const recipe = (fields: RecipeFields = {}): Recipe => recipeSchema.parse(fields);
