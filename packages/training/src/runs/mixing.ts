import { z } from 'zod';

/**
 * How several data sets share the batches of one stage. Drawn (multi-task training; jiant's samplers), each optimizer
 * step belongs to one: in proportion to their sizes n, uniformly, with p ∝ min(n, sizeCap)^(1/temperature), or by
 * weights given for each. With `alternate` every step takes a batch of each, a smaller set begun again when it ends, and
 * the mean of their losses (Schmidt, Vulić and Glavaš 2022, "Don't Stop Fine-Tuning"): ten examples count as much as a
 * hundred thousand, which no drawing in proportion gives them.
 */
export const mixingSchema = z.union([
  z.enum(['proportional', 'uniform', 'alternate']),
  z.strictObject({ temperature: z.number().positive(), sizeCap: z.int().positive().nullable() }),
  z.strictObject({ weights: z.record(z.string(), z.number().positive()) }),
]);
export type Mixing = z.infer<typeof mixingSchema>;

/** A task and the number of its training examples, or of what is made of them. */
export interface TaskSize {
  readonly task: string;
  readonly size: number;
}

/** Relative frequencies of the tasks' steps, in their order; they need not sum to 1. Those that alternate are alike. */
export function drawWeights(tasks: readonly TaskSize[], mixing: Mixing): readonly number[] {
  return tasks.map(({ task, size }) => {
    if (mixing === 'uniform' || mixing === 'alternate') return 1;
    if (mixing === 'proportional') return size;
    if ('weights' in mixing) return mixing.weights[task] ?? 0;
    return Math.min(size, mixing.sizeCap ?? Number.POSITIVE_INFINITY) ** (1 / mixing.temperature);
  });
}

/** The weight of what is to have a share (0 to 1) of all steps beside things of these weights. */
export const weightBeside = (weights: readonly number[], share: number): number =>
  (weights.reduce((a, b) => a + b, 0) * share) / (1 - share);
