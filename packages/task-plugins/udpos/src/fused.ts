// Words as they are written: XTREME's data join what a treebank splits ("del" is de + el), by the converter that its
// download script runs (Agić and Plank's ud-conversion-tools).

import { countAbove, parentsOf, type Token } from './graph.ts';

/** A word with its part of speech. */
export interface Tagged {
  readonly form: string;
  readonly upos: string;
}

const ranks = {
  default: 'VERB NOUN PROPN PRON ADJ NUM ADV INTJ AUX ADP DET PART CCONJ SCONJ X PUNCT'.split(' '),
  es: 'VERB AUX PRON ADP DET'.split(' '),
  fr: 'VERB AUX PRON NOUN ADJ ADV ADP DET PART SCONJ CONJ'.split(' '),
  it: 'VERB AUX ADV PRON ADP DET INTJ'.split(' '),
};

const isRanked = (language: string): language is keyof typeof ranks => language in ranks;

/**
 * The words of a sentence, those of a range as one with the range's form and the part of speech of its head: the word
 * with the fewest others above it in the sentence's graph; of several, the one whose part of speech comes first in a
 * list. Empty nodes are left out.
 */
export function joinFused(tokens: readonly Token[], language: string): readonly Tagged[] {
  const words = tokens.filter(({ id }) => /^\d+$/.test(id));
  const ranges = new Map(
    tokens.flatMap((token) => (/^\d+-\d+$/.test(token.id) ? [[Number(token.id.split('-')[0]), token]] : [])),
  );
  const above = parentsOf(words);
  const order = ranks[isRanked(language) ? language : 'default'];
  const rank = ({ upos }: Token) => (order.includes(upos) ? order.indexOf(upos) : order.length);
  const joined: Tagged[] = [];
  let last = 0;
  for (const word of words) {
    const range = ranges.get(Number(word.id));
    if (range) {
      last = Number(range.id.split('-')[1]);
      const inside = words.filter(({ id }) => Number(id) >= Number(word.id) && Number(id) <= last);
      const heights = inside.map((one) => ({ one, height: countAbove(one.id, above) }));
      // Sorting is stable: of equals the first.
      heights.sort((a, b) => a.height - b.height || rank(a.one) - rank(b.one));
      joined.push({ form: range.form, upos: heights[0]?.one.upos ?? word.upos });
    } else if (Number(word.id) > last) joined.push(word);
  }
  return joined;
}
