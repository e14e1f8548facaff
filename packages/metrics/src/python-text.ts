// What Python's str.split() splits at: white space and four separators of ASCII. JavaScript's \s has other edges
// (it lacks U+001C to U+001F and U+0085, and takes U+FEFF for a blank).
const separators = String.fromCodePoint(0x1c, 0x1d, 0x1e, 0x1f);
const blanks = new RegExp(`[\\p{White_Space}${separators}]+`, 'u');

/** Splits as Python's `str.split()` does, without empty words. */
export const splitWords = (text: string): readonly string[] => text.split(blanks).filter(Boolean);

const outerBlanks = new RegExp(`^[\\p{White_Space}${separators}]+|[\\p{White_Space}${separators}]+$`, 'gu');

/** Strips as Python's `str.strip()` does: a byte order mark stays. */
export const stripBlanks = (text: string): string => text.replace(outerBlanks, '');

/**
 * Matches any of the words (separated by `|`) where Python's `\b` sees a word of its own. JavaScript's `\b` knows ASCII
 * only: `\ba\b` would eat the "a" of "año". Python's `\w` holds letters and numbers but no combining marks.
 */
export const wholeWords = (words: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words})(?![\\p{L}\\p{N}_])`, 'gu');
