import { en as events } from '../events/en.ts';
import { form, type Language, words } from '../language.ts';
import { en as lexicon } from '../lexicons/en.ts';

/** English: subject, verb, object; questions and negation with "does". */
export const en: Language = {
  code: 'en',
  spaced: true,
  lexicon,
  events,
  order: 'S N V A O R G P T',
  questionOrder: 'W D S V A O R G P T',
  marks: { stop: '.', ask: '?' },
  noun: (row, { adjective, number }) => (number ? words(number, form(row, 1)) : words('the', adjective, form(row, 0))),
  predicate: ({ type, row, negated, asked, adjective }) => {
    if (type === 'at' || type === 'is') {
      return { [asked ? 'D' : 'V']: negated ? 'is not' : 'is', ...(adjective ? { A: adjective.row } : {}) };
    }
    if (negated) return { V: `does not ${form(row, 1)}` };
    return asked ? { D: 'does', V: form(row, 1) } : { V: form(row, 0) };
  },
};
