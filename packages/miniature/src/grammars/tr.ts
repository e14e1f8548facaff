import { tr as events } from '../events/tr.ts';
import { form, type Language, words } from '../language.ts';
import { tr as lexicon } from '../lexicons/tr.ts';

/** Turkish: the verb comes last, negation is in the verb, definite objects take the accusative, numbers the singular. */
export const tr: Language = {
  code: 'tr',
  spaced: true,
  lexicon,
  events,
  order: 'S T P G R O A V',
  questionOrder: 'S T P G R O A W V',
  marks: { stop: '.', ask: '?' },
  noun: (row, { accusative, adjective, number }) =>
    number ? words(number, form(row, 0)) : words(adjective, form(row, accusative ? 1 : 0)),
  predicate: ({ type, row, negated, adjective }) => {
    if (type !== 'at' && type !== 'is') return { V: form(row, negated ? 1 : 0) };
    return { ...(adjective ? { A: adjective.row } : {}), ...(negated ? { V: 'değil' } : {}) };
  },
};
