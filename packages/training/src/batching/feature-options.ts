import type { EncoderConfig } from '@stopover/encoders';
import type { FeatureOptions } from '@stopover/text';
import type { Recipe } from './recipe.ts';

/** What a recipe and a model ask of features: no more tokens than the positions reach, and none beyond the word table. */
export const featureOptions = (
  { maxLength, stride }: Pick<Recipe, 'maxLength' | 'stride'>,
  { maxLength: longest, vocabSize }: Pick<EncoderConfig, 'maxLength' | 'vocabSize'>,
): FeatureOptions => ({ maxLength: Math.min(maxLength, longest), stride, vocabSize });
