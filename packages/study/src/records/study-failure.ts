import { z } from 'zod';

/** Why a stage of a study has no result; kept until it has one. */
export const failureSchema = z.strictObject({
  title: z.string(),
  reason: z.string(),
  /** ISO 8601. */
  at: z.string(),
});

export type Failure = z.infer<typeof failureSchema>;
