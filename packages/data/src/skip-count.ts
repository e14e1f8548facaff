import { z } from 'zod';

export const skipSchema = z.strictObject({
  task: z.string(),
  language: z.string(),
  split: z.string(),
  reason: z.string(),
  count: z.int().positive(),
});

/** Rows of one table left out on purpose, for one reason. */
export type SkipCount = z.infer<typeof skipSchema>;
