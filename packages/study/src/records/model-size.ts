import { z } from 'zod';

const count = z.int().min(0);

/** What the disk and the time that a model takes follow from. */
export const modelSizeSchema = z.strictObject({
  /** Numbers in its weights. */
  parameters: count,
  /** Those of them in the table of words. */
  words: count,
  layers: count,
  /** Width of a state, and of the layer inside a feed-forward block. */
  hidden: count,
  intermediate: count,
  /** Bytes of the tokenizer's files. */
  tokenizer: count,
});
export type ModelSize = z.infer<typeof modelSizeSchema>;
