import { it as events } from '../events/it.ts';
import { form, type Language, words } from '../language.ts';
import { it as lexicon } from '../lexicons/it.ts';

const gender = (row: string | undefined) => (row?.startsWith('la ') || row?.startsWith("l'f ") ? 1 : 0);

/** Italian: adjectives follow and agree in gender. */
export const it: Language = {
  code: 'it',
  spaced: true,
  lexicon,
  events,
  order: 'S N V A O R G P T',
  questionOrder: 'W V S A O R G P T',
  marks: { stop: '.', ask: '?' },
  noun: (row, { adjective, number }) =>
    number
      ? words(form(number, gender(row)), form(row, 2))
      : words(form(row, 0).replace("l'f", "l'"), form(row, 1), adjective && form(adjective, gender(row))),
  predicate: ({ type, row, negated, subject, adjective }) => ({
    V: type === 'at' || type === 'is' ? 'è' : row,
    ...(adjective ? { A: form(adjective.row, gender(subject)) } : {}),
    ...(negated ? { N: 'non' } : {}),
  }),
};
