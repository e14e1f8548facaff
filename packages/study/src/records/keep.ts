import { z } from 'zod';

/**
 * Which of a study's models stay: `needed` those that something still waits for, `intermediates` the intermediates too,
 * `all` every one. Predictions, scores, records and logs stay always.
 */
export const keepSchema = z.enum(['needed', 'intermediates', 'all']);
export type Keep = z.infer<typeof keepSchema>;
