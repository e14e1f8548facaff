export { collate, type Placement } from './batching/collate.ts';
export { featureOptions } from './batching/feature-options.ts';
export { tokensOf } from './batching/split-batch.ts';
export * from './combining/combine-models.ts';
export { type MeasuredDevice, measureSpeed, type Speed } from './costs/measure-speed.ts';
export { bothWorks, type CountedModel, noWork, PassCosts, timesWork } from './costs/pass-costs.ts';
export { secondsOf } from './costs/pass-speed.ts';
export type { LayerChoice } from './evaluation/choose-layer.ts';
export * from './evaluation/evaluate-request.ts';
export {
  evaluateTask,
  type LanguageEvaluation,
  type LanguageTest,
  type LayerEvaluation,
  scoresByLayer,
  type TaskEvaluation,
  type TaskEvaluationOptions,
} from './evaluation/evaluate-task.ts';
export { ARCHITECTURES, ModelEvaluator } from './evaluation/evaluator.ts';
export { type Scored, scorePredictions } from './evaluation/score-predictions.ts';
export { worthOf } from './evaluation/score-worth.ts';
export type { AnswerOptions, Candidate, SpanAnswer } from './evaluation/span-answers.ts';
export { headOf } from './graphs/head-of.ts';
export { maskedLanguageModelling } from './graphs/mlm-task.ts';
export { type Misplaced, misplacedHeads } from './inference/placement.ts';
export { type ActiveVocabulary, activeVocabulary } from './optimizers/active-vocabulary.ts';
export { layersOf } from './retrieval/sentence-embeddings.ts';
export { createLearner, precisionProblem } from './runs/create-learner.ts';
export { fitOneHead, type Heads } from './runs/head-names.ts';
export type { HeadInstance, Learner, LearnerOptions, Step, StepOutcome, StepPart } from './runs/learner.ts';
export { drawWeights, type Mixing, mixingSchema, type TaskSize, weightBeside } from './runs/mixing.ts';
export { type EncoderSize, type PretrainRequest, pretrain } from './runs/pretrain.ts';
export * from './runs/recipe.ts';
export * from './runs/requests.ts';
export { learningRate } from './runs/schedule.ts';
export type { SelectionOutcome } from './runs/selection-outcome.ts';
export { countPasses, countSteps, type DrawnPart } from './runs/step-draw.ts';
export { train } from './runs/train.ts';
export { adapterIn, type TrainedParts, trainedParts } from './runs/trained-parts.ts';
