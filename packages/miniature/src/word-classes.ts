import { cities } from './concepts.ts';
import { form, type Language, type Role } from './language.ts';
import { type Lexicon, type PartOfSpeech, partsOfSpeech } from './lexicon.ts';

export type Entity = 'PER' | 'ORG' | 'LOC';

interface WordClass {
  readonly pos: PartOfSpeech;
  readonly entity?: Entity;
}

interface Tables {
  readonly all: ReadonlyMap<string, WordClass>;
  /** Forms of verbs: some are also nouns, and win only where the verb stands. */
  readonly verbs: ReadonlySet<string>;
}

const cache = new WeakMap<Language, Tables>();

/** Part of speech and entity type of a word as the lexicon writes it. Words of no table are nouns. */
export function classOf(language: Language, word: string, role: Role): WordClass {
  let tables = cache.get(language);
  if (!tables) {
    tables = build(language.lexicon);
    cache.set(language, tables);
  }
  if (role === 'V' && tables.verbs.has(word)) return { pos: 'VERB' };
  return tables.all.get(word) ?? { pos: 'NOUN' };
}

function build(lexicon: Lexicon): Tables {
  const all = new Map<string, WordClass>();
  // The first table that has a word decides, so the function words come first.
  const add = (rows: Iterable<string>, wordClass: WordClass) => {
    for (const row of rows) for (const word of row.split(/[ |]/)) if (word && !all.has(word)) all.set(word, wordClass);
  };
  for (const pos of partsOfSpeech) add([lexicon.functionWords[pos] ?? ''], { pos });
  const cityForms = cities.flatMap((city) => [form(lexicon.places[city], 0, '|'), form(lexicon.places[city], 1, '|')]);
  add([...Object.values(lexicon.names), ...Object.values(lexicon.surnames)], { pos: 'PROPN', entity: 'PER' });
  add(Object.values(lexicon.companies), { pos: 'PROPN', entity: 'ORG' });
  add(cityForms, { pos: 'PROPN', entity: 'LOC' });
  add(Object.values(lexicon.adjectives), { pos: 'ADJ' });
  add(Object.values(lexicon.numbers), { pos: 'NUM' });
  add(Object.values(lexicon.nouns), { pos: 'NOUN' });
  const verbRows = [...Object.values(lexicon.verbs), lexicon.give, lexicon.go, lexicon.work, lexicon.live];
  add(verbRows, { pos: 'VERB' });
  return { all, verbs: new Set(verbRows.flatMap((row) => row.split(' '))) };
}
