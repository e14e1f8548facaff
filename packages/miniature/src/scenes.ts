import type { Clause, Subject, Thing } from './clause.ts';
import {
  type AdjectiveId,
  adjectives,
  cities,
  companies,
  type NounClass,
  type NounId,
  names,
  nouns,
  numbers,
  type PlaceId,
  places,
  roles,
  times,
  type VerbId,
  verbs,
} from './concepts.ts';
import type { Dice } from './dice.ts';

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(record).filter((key): key is K => key in record);

/** All nouns in a fixed order. */
export const nounIds: readonly NounId[] = keysOf(nouns);
/** All transitive verbs in a fixed order. */
export const verbIds: readonly VerbId[] = keysOf(verbs);
/** All adjectives in a fixed order. */
const adjectiveIds: readonly AdjectiveId[] = keysOf(adjectives);

const nounsOf = (classes: readonly NounClass[]): readonly NounId[] =>
  nounIds.filter((noun) => classes.includes(nouns[noun]));

/** What goes with a verb: things, and the kinds that some of them are of. */
function objectsOf(verb: VerbId) {
  const things = nounsOf(verbs[verb]);
  return { things, kinds: nounsOf(['kind']).filter((kind) => things.some((noun) => nouns[noun] === kind)) };
}

const objects = new Map(verbIds.map((verb) => [verb, objectsOf(verb)]));
const allThings: readonly NounId[] = nounIds.filter((noun) => nouns[noun] !== 'kind');

const looks: readonly AdjectiveId[] = ['red', 'white', 'black', 'big', 'small', 'clean', 'dirty'];

/** Adjectives that fit a noun: animals and plants are not called new or old (Turkish and Swahili have other words). */
export function adjectivesFor(noun: NounId): readonly AdjectiveId[] {
  const kind = nouns[noun];
  return kind === 'animal' || kind === 'fruit' || kind === 'flower' || kind === 'kind' ? looks : adjectiveIds;
}

/** Whether the world counts these things. Russian counts animals by other rules, furniture has no plural. */
export const isCounted = (noun: NounId): boolean => nouns[noun] !== 'animal' && nouns[noun] !== 'kind';

/** A person, by name or by role. */
export function drawPerson(dice: Dice): Subject {
  return dice.chance(0.6) ? { type: 'name', id: dice.pick(names) } : { type: 'role', id: dice.pick(roles) };
}

/** Probabilities of the optional parts of a clause. */
export interface Detail {
  readonly place: number;
  readonly time: number;
  readonly adjective: number;
  readonly number: number;
  readonly kind: number;
  readonly negated: number;
}

/** A thing that goes with a verb. */
function drawThing(dice: Dice, verb: VerbId, detail: Detail): Thing {
  const { things, kinds } = objects.get(verb) ?? objectsOf(verb);
  if (kinds.length > 0 && dice.chance(detail.kind)) return { noun: dice.pick(kinds) };
  const noun = dice.pick(things);
  if (isCounted(noun) && dice.chance(detail.number)) return { noun, number: dice.pick(numbers) };
  return dice.chance(detail.adjective) ? { noun, adjective: dice.pick(adjectivesFor(noun)) } : { noun };
}

/** Somebody does something to a thing. */
function drawAct(dice: Dice, detail: Detail): Clause {
  const verb = dice.pick(verbIds);
  return {
    subject: drawPerson(dice),
    predicate: { type: 'act', verb, object: drawThing(dice, verb, detail) },
    ...(dice.chance(detail.place) ? { place: dice.pick(places) } : {}),
    ...(dice.chance(detail.time) ? { time: dice.pick(times) } : {}),
    ...(dice.chance(detail.negated) ? { negated: true } : {}),
  };
}

/** A fact of any sort: mostly acts. */
export function drawFact(dice: Dice, detail: Detail): Clause {
  const sort = dice.below(100);
  if (sort < 40) return drawAct(dice, detail);
  const time = dice.chance(detail.time) ? { time: dice.pick(times) } : {};
  const negated = dice.chance(detail.negated) ? { negated: true } : {};
  if (sort < 52) {
    const place: PlaceId = dice.chance(0.8) ? dice.pick(places) : dice.pick(cities);
    return { subject: drawPerson(dice), predicate: { type: 'go' }, place, ...time, ...negated };
  }
  if (sort < 66) {
    const subject: Subject = dice.chance(0.3) ? drawPerson(dice) : { type: 'noun', id: dice.pick(allThings) };
    return { subject, predicate: { type: 'at' }, place: dice.pick(places), ...negated };
  }
  if (sort < 78) {
    const noun = dice.pick(allThings);
    const adjective = dice.pick(adjectivesFor(noun));
    return { subject: { type: 'noun', id: noun }, predicate: { type: 'is', adjective }, ...negated };
  }
  if (sort < 88) {
    const [giver, to] = dice.shuffle(names);
    if (!giver || !to) throw new RangeError('the world has too few names');
    const object = drawThing(dice, 'take', { ...detail, kind: 0 });
    return { subject: { type: 'name', id: giver }, predicate: { type: 'give', object, to }, ...time };
  }
  if (sort < 94) {
    return { subject: drawPerson(dice), predicate: { type: 'work', company: dice.pick(companies) }, ...negated };
  }
  return { subject: drawPerson(dice), predicate: { type: 'live' }, place: dice.pick(cities), ...negated };
}

/** A text that tells whether two subjects are the same. */
export const subjectKey = (subject: Subject): string =>
  'id' in subject ? `${subject.type}:${subject.id}` : subject.type;

/** Facts about different subjects and different things. */
export function drawScene(dice: Dice, count: number, detail: Detail): readonly Clause[] {
  const taken = new Set<string>();
  const facts: Clause[] = [];
  for (let tries = 0; facts.length < count && tries < 200; tries++) {
    const fact = drawFact(dice, detail);
    const marks = [subjectKey(fact.subject), ...objectMarks(fact)];
    if (marks.some((mark) => taken.has(mark))) continue;
    for (const mark of marks) taken.add(mark);
    facts.push(fact);
  }
  return facts;
}

/** What a fact takes up, so that the next one speaks of something else. */
function objectMarks({ subject, predicate }: Clause): readonly string[] {
  const marks: string[] = [];
  if (predicate.type === 'give') marks.push(`name:${predicate.to}`);
  const noun = predicate.type === 'act' || predicate.type === 'give' ? predicate.object?.noun : undefined;
  if (noun) marks.push(`noun:${noun}`);
  // A thing and what it is an example of must not meet: "the apple" and "the fruit" could be one.
  const about = noun ?? (subject.type === 'noun' ? subject.id : undefined);
  if (about)
    marks.push(`class:${nouns[about] === 'kind' ? about : nouns[about]}${nouns[about] === 'thing' ? about : ''}`);
  return marks;
}
