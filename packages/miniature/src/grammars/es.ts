import { es as events } from '../events/es.ts';
import { form, type Language, words } from '../language.ts';
import { es as lexicon } from '../lexicons/es.ts';

const gender = (row: string | undefined) => (row?.startsWith('la ') ? 1 : 0);

/** Spanish: adjectives follow and agree in gender; "ser" for what something is, "estar" for where and in what state. */
export const es: Language = {
  code: 'es',
  spaced: true,
  lexicon,
  events,
  order: 'S N V A O R G P T',
  questionOrder: 'W V S A O R G P T',
  marks: { stop: '.', ask: '?', open: '¿' },
  noun: (row, { adjective, number }) =>
    number
      ? words(form(number, gender(row)), form(row, 2))
      : words(form(row, 0), form(row, 1), adjective && form(adjective, gender(row))),
  predicate: ({ type, row, negated, subject, adjective }) => {
    const state = adjective?.id === 'clean' || adjective?.id === 'dirty';
    const copula = type === 'at' || state ? 'está' : 'es';
    return {
      V: type === 'at' || type === 'is' ? copula : row,
      ...(adjective ? { A: form(adjective.row, gender(subject)) } : {}),
      ...(negated ? { N: 'no' } : {}),
    };
  },
};
