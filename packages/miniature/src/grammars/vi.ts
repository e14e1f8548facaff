import { vi as events } from '../events/vi.ts';
import { type Language, words } from '../language.ts';
import { vi as lexicon } from '../lexicons/vi.ts';

/** Vietnamese: classifiers, adjectives after the noun, no inflection. */
export const vi: Language = {
  code: 'vi',
  spaced: true,
  lexicon,
  events,
  order: 'T S N V A G O R P',
  marks: { stop: '.', ask: '?' },
  noun: (row, { adjective, number }) => words(number, row, number ? undefined : adjective),
  predicate: ({ type, row, negated, adjective }) => {
    const no = negated ? { N: 'không' } : {};
    if (!adjective) return type === 'at' ? no : { V: row, ...no };
    const colour = adjective.row.startsWith('màu ');
    if (colour) return { V: 'có', A: adjective.row, ...no };
    return negated ? { A: adjective.row, ...no } : { V: 'thì', A: adjective.row };
  },
};
