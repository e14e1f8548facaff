import { splitWords, wholeWords } from './python-text.ts';

// Python 3's string.punctuation: the 32 marks of ASCII, and no others. "¿" and "。" stay.
const asciiPunctuation = /[!-/:-@[-`{-~]/g;

const articles = wholeWords('a|an|the');

/**
 * Words of an answer as SQuAD's scripts compare them: lower case, without ASCII punctuation, without English articles,
 * split at white space. XTREME applies it to every language of XQuAD and TyDi QA, so Chinese and Thai are not split.
 */
export const englishWords = (answer: string): readonly string[] =>
  splitWords(answer.toLowerCase().replace(asciiPunctuation, '').replace(articles, ' '));
