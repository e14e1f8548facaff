export { accuracy } from './accuracy.ts';
export { averagePrecision } from './average-precision.ts';
export { missingAnswer } from './best-answer.ts';
export { type BestThreshold, bestThreshold, type LeadOfNone } from './best-threshold.ts';
export type { ChunkRules } from './chunks.ts';
export { exactMatch } from './exact-match.ts';
export { exactMatchV2 } from './exact-match-v2.ts';
export { type MeanMetricSpec, meanMetric } from './mean-metric.ts';
export { minedPairsF1 } from './mined-pairs-f1.ts';
export { type MinedPairsScores, minedPairsScores } from './mined-pairs-scores.ts';
export { miningF1 } from './mining-f1.ts';
export { mlqaExactMatch } from './mlqa-exact-match.ts';
export { mlqaF1 } from './mlqa-f1.ts';
export { positiveF1 } from './positive-f1.ts';
export { stripBlanks } from './python-text.ts';
export { reciprocalRank } from './reciprocal-rank.ts';
export { retrievalAccuracy } from './retrieval-accuracy.ts';
export { seqevalF1 } from './seqeval-f1.ts';
export { type SeqevalScores, seqevalScores } from './seqeval-scores.ts';
export {
  type Groups,
  meanOf,
  type Suite,
  type SuiteTask,
  type SuiteTotals,
  suiteTotals,
  type TotalName,
} from './suite.ts';
export { tagAccuracy } from './tag-accuracy.ts';
export { tokenF1 } from './token-f1.ts';
export { tokenF1V2 } from './token-f1-v2.ts';
export { xtreme } from './xtreme.ts';
export { xtremeR } from './xtreme-r.ts';
