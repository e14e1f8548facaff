export { type FoundAnswer, findAnswer } from './find-answer.ts';
export { iso639Of, scriptOf } from './iso639.ts';
export { type CacheKey, SentenceCache } from './sentence-cache.ts';
export { isUnspaced, type Sentence, sentencesOf } from './sentences.ts';
export {
  type Lookup,
  sentencesIn,
  type Translated,
  translateExample,
  translationRules,
  untranslatable,
} from './translate-example.ts';
export { type TranslatedSentences, type TranslateOptions, translateSentences } from './translate-sentences.ts';
