import type { Recipe } from './recipe.ts';

/** How many of a stage's steps warm up. */
export const warmupOf = ({ warmupRatio, warmupSteps }: Recipe, steps: number): number =>
  warmupSteps ?? Math.ceil(warmupRatio * steps);

/**
 * Learning rate of the step-th update, from 0: rises linearly over the warm-up, then stays or falls linearly to 0
 * (Hugging Face's `get_linear_schedule_with_warmup`).
 */
export function learningRate(recipe: Recipe, step: number, steps: number, warmup: number): number {
  if (step < warmup) return (recipe.learningRate * step) / Math.max(1, warmup);
  if (recipe.schedule === 'constant') return recipe.learningRate;
  return recipe.learningRate * Math.max(0, (steps - step) / Math.max(1, steps - warmup));
}
