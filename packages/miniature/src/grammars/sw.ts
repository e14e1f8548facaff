import { sw as events } from '../events/sw.ts';
import { form, type Language, words } from '../language.ts';
import { sw as lexicon } from '../lexicons/sw.ts';

const classes = ['wa', 'mi', 'ma', 'vi', 'n'];
const located = ['yuko', 'uko', 'liko', 'kiko', 'iko'];

/**
 * Index of the noun class; people without a row are of the first. Nouns in u- agree like those in m- (mi) when there
 * is one, and like the n class when there are several.
 */
function nounClass(row: string | undefined, plural = false): number {
  const name = row?.split(' ')[0] ?? 'wa';
  if (name === 'u') return plural ? 4 : 1;
  return Math.max(0, classes.indexOf(name));
}

/** Swahili: adjectives, numbers and "to be somewhere" agree with the noun class; no articles. */
export const sw: Language = {
  code: 'sw',
  spaced: true,
  lexicon,
  events,
  order: 'S V A R O G P T',
  marks: { stop: '.', ask: '?' },
  noun: (row, { adjective, number }) =>
    number
      ? words(form(row, 2), form(number, nounClass(row, true)))
      : words(form(row, 1), adjective && form(adjective, nounClass(row))),
  predicate: ({ type, row, negated, subject, adjective }) => {
    if (type === 'at') return { V: `${negated ? 'ha' : ''}${located[nounClass(subject)] ?? 'yuko'}` };
    if (type !== 'is') return { V: form(row, negated ? 1 : 0) };
    return { V: negated ? 'si' : 'ni', ...(adjective ? { A: form(adjective.row, nounClass(subject)) } : {}) };
  },
};
