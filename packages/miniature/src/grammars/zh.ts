import { zh as events } from '../events/zh.ts';
import { form, type Language, words } from '../language.ts';
import { zh as lexicon } from '../lexicons/zh.ts';

/** Chinese: place before the verb, measure words, no inflection, no spaces. */
export const zh: Language = {
  code: 'zh',
  spaced: false,
  lexicon,
  events,
  order: 'S T N P V G R O A',
  marks: { stop: '。', ask: '？' },
  noun: (row, { adjective, number }) =>
    number ? words(number, form(row, 0), form(row, 1)) : words(adjective && form(adjective, 0, '|'), form(row, 1)),
  predicate: ({ type, row, negated, adjective }) => {
    if (type === 'is') return { A: adjective ? form(adjective.row, negated ? 2 : 1, '|') : '' };
    const habitual = type === 'at' || type === 'live' || type === 'work';
    return { ...(type === 'at' ? {} : { V: row }), ...(negated ? { N: habitual ? '不' : '没有' } : {}) };
  },
};
