export { type SquadAnswers, squadAnswers } from './answers.ts';
export { type BatchOptions, batchOrder } from './batch-order.ts';
export { copaContext } from './copa-context.ts';
export { type CutCount, countCuts, type ExampleCut, isCut, noCuts } from './cut.ts';
export { cutTokenizer } from './cut-tokenizer.ts';
export type {
  ChoiceFeature,
  ClassificationFeature,
  Feature,
  FeatureOptions,
  FeatureSet,
  MlmFeature,
  PairFeature,
  RetrievalFeature,
  SpanFeature,
  TaggingFeature,
} from './feature.ts';
export { trainingFeatures } from './features/pair.ts';
export { isRanking } from './features/retrieval.ts';
export { random, seedFrom } from './random.ts';
export { type SentenceSpan, sentenceSpans } from './sentence-spans.ts';
export { squadRow } from './squad-row.ts';
export { cutsOf, toFeatures } from './to-features.ts';
export { type Encoded, type EncodedWords, Tokenizer, tokenizerHash } from './tokenizer.ts';
export type { SpecialIds } from './tokenizer-facts.ts';
