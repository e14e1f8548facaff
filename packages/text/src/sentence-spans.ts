/** Start and end of a sentence in its text, in UTF-16 units. */
export type SentenceSpan = readonly [start: number, end: number];

/** A possible end: closing punctuation, quotes, brackets and editorial notes behind it, blanks, and what begins anew. */
const boundary = /[.?!]['")”]*(?:\[[a-zA-Z0-9 ?]+\])*(\s+)(?=["'“([]*[\p{Lu}\d])/gu;

/** What ends in a full stop without ending a sentence: titles, abbreviations, initials of a name. */
const titles = 'Mrs?|Ms|Dr|Prof|Fr|Rev|Msgr|Sta?|Lt|Gen|Col|Maj|Adm|Capt|Sgt|Rep|Gov|Sen|Pres|Mt|Ft';
const abbreviations = 'e\\.g|i\\.?e|vs?|pp?|cf|approx|Jan|Aug|Oct|Nov|Dec';
const initials = '\\p{Lu}(?:\\.[ ]?\\p{Lu})*';
const open = new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${titles}|${abbreviations}|${initials})\\.$`, 'u');
/** The same before a number: Vol. 3, No. 5, b. 1920. */
const counted = /(?:^|[^\p{L}\p{N}])(?:[Aa]rt|[Nn]o|Opp?|ch|Sec|Vol|[bdrc]|ca|fl|et al)\.$/u;
/** After initials a sentence begins with one of these and not with a name. */
const beginnings = /^["'“]?(?:The|This|That|These|It|In|On|By|During|After|Under|However|Meanwhile|Although|As)\b/;

/**
 * The sentences of an English paragraph: the chief rules of the breaker that XTREME's LAReQA training uses (sb_sed.py),
 * without its exceptions for single articles of SQuAD.
 */
export function sentenceSpans(text: string): readonly SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  let start = text.length - text.trimStart().length;
  for (const match of text.matchAll(boundary)) {
    const blanks = match[1]?.length ?? 0;
    const end = match.index + match[0].length - blanks;
    if (goesOn(text.slice(Math.max(0, end - 20), end), text.slice(end + blanks, end + blanks + 20))) continue;
    spans.push([start, end]);
    start = end + blanks;
  }
  const end = text.trimEnd().length;
  return start < end ? [...spans, [start, end]] : spans;
}

function goesOn(before: string, after: string): boolean {
  if (/^\(?\d/.test(after)) return counted.test(before);
  return open.test(before) && !beginnings.test(after);
}
