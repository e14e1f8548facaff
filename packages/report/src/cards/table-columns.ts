// What the columns of a published study's tables are, in the words of its card.
import type { ItemColumn } from '../items/item-columns.ts';

/** What tells conditions apart, in every table. */
const condition = {
  target: 'what was scored',
  training: 'the English training on the target; empty for a target without one',
  arm: 'what was done: zero-shot, with an intermediate task, with labelled examples of the language, with both',
  intermediate: 'the intermediate task; none without',
  shots: 'labelled examples of the language',
} as const;

const run = {
  bucket: 'which draw of them',
  seed: 'of the run',
  selection: 'how the trainings on the target kept their model',
} as const;

/** Of items.parquet. */
export const itemColumn: Readonly<Record<ItemColumn, string>> = {
  ...condition,
  ...run,
  model: 'base model',
  split: 'of the target',
  language: 'BCP 47',
  item: 'id of the item',
  group: 'its cluster: questions of one paragraph share it',
  layer: 'of retrieval: whose sentence embeddings',
  degenerate: 'why the run is not to be trusted; empty: nothing is known against it',
  metric: 'of the score',
  score: '0 (worst) to 1 (best); empty where tp, fp and fn make an F1 over the corpus',
  tp: 'true positives',
  fp: 'false positives',
  fn: 'false negatives',
};

/** Of results.parquet, in its order. */
export const scoreColumn: Readonly<Record<string, string>> = {
  ...{ study: 'name of the study', model: 'base model', target: condition.target, training: condition.training },
  ...{ language: 'BCP 47', arm: condition.arm, intermediate: condition.intermediate, shots: condition.shots },
  ...run,
  metric: 'of the score: a task may have several',
  headline: 'yes: the metric by which conditions are compared',
  score: 'of the whole test, in the unit of the metric, mostly percent',
  items: 'how many items were scored',
  stage: 'key of the evaluation in the store',
};

/** Of effects.parquet, in its order. */
export const effectColumn: Readonly<Record<string, string>> = {
  ...{ target: condition.target, training: condition.training, language: 'BCP 47, or macro: the mean over languages' },
  ...{ arm: condition.arm, intermediate: condition.intermediate, shots: condition.shots },
  against_arm: 'the arm that it is held against',
  against_intermediate: 'the intermediate task of that; none without',
  against_shots: 'its labelled examples',
  metric: 'of the scores',
  estimate: 'the difference, in points: above 0, the condition is better than what it is held against',
  low: 'lower end of the 95 % interval; empty where there is none',
  high: 'its upper end',
  p: 'of no difference, two-sided, not corrected',
  p_adjusted: 'corrected for the comparisons of the target',
  verdict: 'helps, hurts, no effect beyond the margin, unclear, or too few seeds',
  p_positive: 'probability that the difference is above 0',
  mde: 'the smallest difference that would be found in four of five such studies, in points',
  seeds: 'how many',
  buckets: 'how many draws of the examples',
  primary: 'true: declared before the study ran',
  flags: 'what else is to be known: as that the training data overlap with the target’s',
};
