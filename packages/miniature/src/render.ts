import type { EventId } from './causes.ts';
import { isNatureEvent } from './causes.ts';
import type { Asked, Clause, Subject, Thing } from './clause.ts';
import { cities, type NameId, type PlaceId } from './concepts.ts';
import { form, type Language, type Role } from './language.ts';
import type { PartOfSpeech } from './lexicon.ts';
import { classOf, type Entity } from './word-classes.ts';

/** A word of a sentence, as written. */
export interface Word {
  readonly form: string;
  readonly role: Role | 'stop';
  readonly pos: PartOfSpeech;
  readonly entity?: Entity;
}

/** A sentence of one language. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly Word[];
}

type Parts = Partial<Record<Role, string>>;

/** Says a clause. */
export function say(language: Language, clause: Clause): Sentence {
  return assemble(language, partsOf(language, clause, undefined), language.order, language.marks.stop);
}

/** Asks for one part of a clause, which must have it and must not be negated. */
export function ask(language: Language, clause: Clause, asked: Asked): Sentence {
  const { howMany, asks } = language.lexicon;
  const parts: Parts = { ...partsOf(language, clause, asked) };
  const role = askedRole(clause, asked);
  const goal = asked === 'where' && clause.predicate.type === 'go';
  const word = asked === 'howMany' ? counted(language, clause, howMany) : asks[goal ? 'whither' : asked];
  const front = language.questionOrder !== undefined;
  delete parts[role];
  parts[front ? 'W' : role] = word;
  return assemble(language, parts, language.questionOrder ?? language.order, language.marks.ask);
}

/** The words that answer a question, as they stand in the statement: which part of the sentence they fill. */
export function askedRole({ predicate }: Clause, asked: Asked): Role {
  if (asked === 'who') return 'S';
  if (asked === 'whom') return 'R';
  if (asked === 'where') return predicate.type === 'go' ? 'G' : 'P';
  return 'O';
}

/** A sentence about an event; events that need a person need `subject`, social ones also `other`. */
export function tell(language: Language, event: EventId, subject?: Subject, other?: NameId): string {
  const phrase = eventPhrase(language, event, other);
  const parts: Parts =
    isNatureEvent(event) || !subject ? { S: phrase } : { S: subjectOf(language, subject), V: phrase };
  return assemble(language, parts, 'S V', language.marks.stop).text;
}

/** What somebody does, without saying who: the endings of HellaSwag, the answers of Social IQa. */
export function eventPhrase(language: Language, event: EventId, other?: NameId): string {
  const name = other ? form(language.lexicon.names[other], 1, '|') : '';
  return language.events[event].replace('{y}', name);
}

/** Writes a phrase of the lexicon as text: joins words, closes up apostrophes, opens `_`. */
export const written = (language: Language, phrase: string): string => join(language, phrase.split(' '));

/** Name or noun phrase of a subject, words parted by spaces. */
export function subjectOf(language: Language, subject: Subject): string {
  const { lexicon } = language;
  switch (subject.type) {
    case 'name': {
      const surname = subject.surname ? ` ${form(lexicon.surnames[subject.surname], 0)}` : '';
      return `${form(lexicon.names[subject.id], 0, '|')}${surname}`;
    }
    case 'role':
      return lexicon.roles[subject.id];
    case 'company':
      return lexicon.companies[subject.id];
    case 'noun':
      return language.noun(lexicon.nouns[subject.id], { accusative: false });
    case 'someone':
      return lexicon.someone;
  }
}

const citySet: ReadonlySet<PlaceId> = new Set(cities);

function partsOf(language: Language, clause: Clause, asked: Asked | undefined): Parts {
  const { lexicon } = language;
  const { subject, predicate, place, time } = clause;
  const rows = { act: '', at: '', is: '', give: lexicon.give, go: lexicon.go, work: lexicon.work, live: lexicon.live };
  const parts: Parts = {
    S: subjectOf(language, subject),
    ...language.predicate({
      type: predicate.type,
      row: predicate.type === 'act' ? lexicon.verbs[predicate.verb] : rows[predicate.type],
      negated: clause.negated ?? false,
      asked: asked !== undefined && asked !== 'who',
      city: place !== undefined && citySet.has(place),
      ...(subject.type === 'noun' ? { subject: lexicon.nouns[subject.id] } : {}),
      ...(predicate.type === 'is'
        ? { adjective: { id: predicate.adjective, row: lexicon.adjectives[predicate.adjective] } }
        : {}),
    }),
  };
  if (predicate.type === 'act') parts.O = predicate.object ? thing(language, predicate.object) : lexicon.something;
  if (predicate.type === 'give') {
    parts.O = thing(language, predicate.object);
    parts.R = lexicon.to.replace('{x}', form(lexicon.names[predicate.to], 1, '|'));
  }
  if (predicate.type === 'work') parts.P = lexicon.employer.replace('{x}', lexicon.companies[predicate.company]);
  if (place)
    parts[predicate.type === 'go' ? 'G' : 'P'] = form(lexicon.places[place], predicate.type === 'go' ? 1 : 0, '|');
  if (time) parts.T = lexicon.times[time];
  return parts;
}

function thing(language: Language, { noun, adjective, number }: Thing): string {
  const { nouns, adjectives, numbers } = language.lexicon;
  return language.noun(nouns[noun], {
    accusative: true,
    ...(adjective ? { adjective: adjectives[adjective] } : {}),
    ...(number ? { number: numbers[number], count: Number(number) } : {}),
  });
}

function counted(language: Language, { predicate }: Clause, howMany: string): string {
  const object = predicate.type === 'act' || predicate.type === 'give' ? predicate.object : undefined;
  if (!object) throw new RangeError('a question for a number needs a clause with an object');
  return language.noun(language.lexicon.nouns[object.noun], { accusative: true, number: howMany, count: 0 });
}

function assemble(language: Language, parts: Parts, order: string, mark: string): Sentence {
  const { open } = language.marks;
  const question = mark === language.marks.ask;
  const list: Word[] = question && open ? [{ form: open, role: 'stop', pos: 'PUNCT' }] : [];
  for (const role of roles(order)) {
    for (const word of (parts[role] ?? '').split(' ')) {
      if (word) list.push({ form: word.replaceAll('_', ' '), role, ...classOf(language, word, role) });
    }
  }
  const first = list.findIndex(({ role }) => role !== 'stop');
  const start = list[first];
  if (start) list[first] = { ...start, form: capital(start.form, language.code) };
  list.push({ form: mark, role: 'stop', pos: 'PUNCT' });
  return {
    text: join(
      language,
      list.map((word) => word.form),
    ),
    words: list,
  };
}

function* roles(order: string): Iterable<Role> {
  for (const role of order.split(' ')) if (isRole(role)) yield role;
}

const isRole = (role: string): role is Role => 'SVORPGTANDW'.includes(role);

/** Turkish has a dotted capital İ, so the language decides. */
const capital = (word: string, locale: string) =>
  [...word].map((letter, i) => (i === 0 ? letter.toLocaleUpperCase(locale) : letter)).join('');

const marks = new Set(['.', '?', '。', '？']);

function join(language: Language, list: readonly string[]): string {
  let text = '';
  for (const word of list) {
    const glued = text === '' || !language.spaced || marks.has(word) || text.endsWith("'") || text.endsWith('¿');
    text += `${glued ? '' : ' '}${word.replaceAll('_', ' ')}`;
  }
  return text;
}
