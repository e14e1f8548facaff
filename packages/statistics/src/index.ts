export { type CheckpointTest, checkpointTests } from './checkpoints/checkpoint-tests.ts';
export { combinedP, mcnemarP } from './checkpoints/mcnemar.ts';
export { randomisationP, swappedMeans } from './checkpoints/randomisation.ts';
export { poolSeeds, type SeedPool, type SeedScores, type SeedVariance } from './components/seed-pool.ts';
export { seedScoresOf } from './components/seed-scores.ts';
export type { Components } from './components/variance-components.ts';
export { type ArmRuns, type ArmTable, armTable, type RunScores } from './design/arm-table.ts';
export { type Contrast, contrastOf, contrastsOf, differenceOfArms, type Term } from './design/contrast.ts';
export { clustersOf, type ItemFrame, itemFrame, type LanguageItems } from './design/item-frame.ts';
export { type ItemRow, type ItemTable, itemTable } from './design/item-rows.ts';
export { normalQuantile, normalUpperTail } from './distributions/normal.ts';
export { tQuantile, tUpperTail } from './distributions/student-t.ts';
export { binomialUpperTail, chiSquareUpperTail, fUpperTail } from './distributions/upper-tails.ts';
export { type Effect, type ErrorParts, type ErrorSources, effectOf, isErrorKnown } from './effects/effect.ts';
export { type IndependentSide, independentRuns } from './effects/independent-runs.ts';
export { type Estimated, halfWidth, intervalOf, probabilityAbove, pValueOf, withinRange } from './effects/interval.ts';
export { type EffectVerdict, effectVerdict, type VerdictInput } from './effects/verdict.ts';
export { corpusF1, type F1Counts, linearisedF1 } from './f1/linearised-f1.ts';
export { grouped } from './grouped.ts';
export { type FamilyTest, holm, holmKnown, holmWithin } from './holm.ts';
export { intermediateSpread } from './languages/intermediate-spread.ts';
export {
  type LanguageEffect,
  type LanguageSpread,
  languageSpread,
  type SpreadOptions,
} from './languages/language-spread.ts';
export { type RandomEffects, randomEffects } from './languages/random-effects.ts';
export { detectableEffect, type PowerDesign, seedDegrees, seedsFor } from './power/detectable-effect.ts';
export { itemError, type TestItems } from './power/item-error.ts';
export { observedDetectable } from './power/observed-detectable.ts';
export { streamOf } from './resampling/generator.ts';
export { type ItemPool, poolsOf } from './resampling/item-pools.ts';
export type { ScoredCell } from './resampling/scored-cell.ts';
export { differenceWithFailures, type SeedsOfArm } from './runs/failed-runs.ts';
export { type RunFacts, type RunFlag, runFlagNames, runFlags } from './runs/run-flags.ts';
export { type BestOf, type BestOfOptions, bestOf, type Candidate, type Ranked } from './selection/best-of.ts';
export { type CrossFit, crossFit } from './selection/cross-fit.ts';
export { type JointOptions, type Simultaneous, simultaneous } from './selection/simultaneous.ts';
export { fittedGains, type GainPoint, type OnCurve, placeOnCurve } from './shots/gain-curve.ts';
export { isotonic } from './shots/isotonic.ts';
export { type FittedPoint, type ShotArm, type ShotEquivalence, shotEquivalence } from './shots/shot-equivalence.ts';
export { stratifiedOrder } from './shots/stratified-order.ts';
export { type Interval, mean, percentileInterval, standardDeviation } from './summary.ts';
