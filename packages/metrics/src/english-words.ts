// Python 3's string.punctuation: the 32 marks of ASCII, and no others. "¿" and "。" stay.
const asciiPunctuation = /[!-/:-@[-`{-~]/g;

// The scripts are Python, whose \b knows every alphabet. JavaScript's does not: \ba\b would eat the "a" of "año".
// Python's \w holds letters and numbers but no combining marks, hence no \p{M} here.
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

// What Python's str.split() splits at: white space and four separators of ASCII. JavaScript's \s has other edges
// (it lacks U+001C to U+001F and U+0085, and takes U+FEFF for a blank).
const separators = String.fromCodePoint(0x1c, 0x1d, 0x1e, 0x1f);
const blanks = new RegExp(`[\\p{White_Space}${separators}]+`, 'u');

/**
 * Words of an answer as SQuAD's scripts compare them: lower case, without ASCII punctuation, without English articles,
 * split at white space. XTREME applies it to every language of XQuAD and TyDi QA, so Chinese and Thai are not split.
 */
export const englishWords = (answer: string): readonly string[] =>
  answer.toLowerCase().replace(asciiPunctuation, '').replace(articles, ' ').split(blanks).filter(Boolean);
