import { de as events } from '../events/de.ts';
import { form, type Language, words } from '../language.ts';
import { de as lexicon } from '../lexicons/de.ts';

/** German: verb second, accusative of masculine nouns, weak adjective endings, "nicht" after the object. */
export const de: Language = {
  code: 'de',
  spaced: true,
  lexicon,
  events,
  order: 'S V T R O N G P A',
  questionOrder: 'W V S T R O N G P A',
  marks: { stop: '.', ask: '?' },
  noun: (row, { accusative, adjective, number }) => {
    if (number) return words(number, form(row, 2));
    const article = form(row, 0);
    const masculine = accusative && article === 'der';
    const noun = masculine ? (row.split(' ')[3] ?? form(row, 1)) : form(row, 1);
    return words(masculine ? 'den' : article, adjective && `${adjective}${masculine ? 'en' : 'e'}`, noun);
  },
  predicate: ({ type, row, negated, adjective }) => ({
    V: type === 'at' || type === 'is' ? 'ist' : row,
    ...(adjective ? { A: adjective.row } : {}),
    ...(negated ? { N: 'nicht' } : {}),
  }),
};
