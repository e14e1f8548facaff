import type { EncoderConfig } from '@stopover/encoders';
import type { FeatureOptions } from '@stopover/text';
import type { Recipe } from '../runs/recipe.ts';

/** What a recipe and a model ask of features: no more tokens than the positions reach, and none beyond the token embeddings. */
export const featureOptions = (
  { maxLength, docStride }: Pick<Recipe, 'maxLength' | 'docStride'>,
  { maxLength: longest, vocabSize }: Pick<EncoderConfig, 'maxLength' | 'vocabSize'>,
): FeatureOptions => ({ maxLength: Math.min(maxLength, longest), stride: docStride, vocabSize });
