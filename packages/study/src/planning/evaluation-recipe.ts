import { type Recipe, recipe } from '@stopover/training';

const made = new WeakMap<Recipe, Recipe>();

/** What an evaluation takes of a recipe: its lengths and its batches. Of one recipe it is one object, whoever asks. */
export function evaluationRecipe(from: Recipe): Recipe {
  const { maxLength, docStride, batchSize } = from;
  const known = made.get(from) ?? recipe({ maxLength, docStride, batchSize });
  made.set(from, known);
  return known;
}
