import { ru as events } from '../events/ru.ts';
import { form, type Language, words } from '../language.ts';
import { ru as lexicon } from '../lexicons/ru.ts';

const gender = (row: string | undefined) => Math.max(0, ['m', 'f', 'n'].indexOf(row?.split(' ')[0] ?? 'm'));

/** Russian: no copula, accusative, two to four of a thing in the genitive singular and more in the plural. */
export const ru: Language = {
  code: 'ru',
  spaced: true,
  lexicon,
  events,
  order: 'T S N V A R O G P',
  questionOrder: 'W V S A R O G P T',
  marks: { stop: '.', ask: '?' },
  noun: (row, { accusative, adjective, number, count = 0 }) => {
    if (number) {
      return words(form(number, gender(row) === 1 ? 1 : 0), form(row, count >= 2 && count <= 4 ? 3 : 4));
    }
    const ending = accusative && gender(row) === 1 ? 3 : gender(row);
    return words(adjective && form(adjective, ending), form(row, accusative ? 2 : 1));
  },
  predicate: ({ type, row, negated, subject, adjective, city }) => ({
    ...(type === 'is' ? {} : { V: type === 'at' ? 'находится' : form(row, city ? 1 : 0) }),
    ...(adjective ? { A: form(adjective.row, gender(subject)) } : {}),
    ...(negated ? { N: 'не' } : {}),
  }),
};
