export { evaluate } from './evaluate.ts';
export { OpenModels } from './open-model.ts';
export { type Misplaced, misplacedHeads } from './placement.ts';
export { type EncoderSize, type PretrainRequest, pretrain } from './pretrain.ts';
export { type ParallelRow, parallelExamples } from './pretraining-text.ts';
export * from './recipe.ts';
export * from './requests.ts';
export { type Scored, scorePredictions } from './score-predictions.ts';
export { train } from './train.ts';
