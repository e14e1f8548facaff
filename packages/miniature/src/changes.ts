import { type Clause, conceptsOf } from './clause.ts';
import {
  type AdjectiveId,
  adjectives,
  cities,
  companies,
  hypernyms,
  type NounId,
  nouns,
  numbers,
  oppositeVerbs,
  type PlaceId,
  places,
  times,
  type VerbId,
  verbs,
  weakerVerbs,
} from './concepts.ts';
import type { Dice } from './dice.ts';
import { adjectivesFor, drawPerson, isCounted, nounIds, subjectKey, verbIds } from './scenes.ts';

/** One way to change a clause; undefined where it does not apply. */
export type Change = (clause: Clause, dice: Dice, scene: readonly Clause[]) => Clause | undefined;

const without = (clause: Clause, part: 'place' | 'time'): Clause => {
  const { [part]: _, ...rest } = clause;
  return rest;
};

const dropPlace: Change = (clause) =>
  clause.place && clause.predicate.type === 'act' ? without(clause, 'place') : undefined;

/** Leaves out when it happens. */
export const dropTime: Change = (clause) => (clause.time ? without(clause, 'time') : undefined);

/** Leaves out what a thing looks like. */
export const dropAdjective: Change = (clause) => {
  const { predicate } = clause;
  if (predicate.type !== 'act' && predicate.type !== 'give') return undefined;
  if (!predicate.object?.adjective) return undefined;
  return { ...clause, predicate: { ...predicate, object: { noun: predicate.object.noun } } };
};

const generalise: Change = (clause) => {
  const { subject, predicate } = clause;
  if (subject.type === 'noun') {
    const kind = kindOf(subject.id);
    return kind && !clause.negated ? { ...clause, subject: { type: 'noun', id: kind } } : undefined;
  }
  if ((predicate.type !== 'act' && predicate.type !== 'give') || !predicate.object) return undefined;
  const kind = kindOf(predicate.object.noun);
  // "Three apples" are three fruits, but the world's furniture is not counted.
  if (!kind || (predicate.object.number && kind === 'furniture')) return undefined;
  return { ...clause, predicate: { ...predicate, object: { ...predicate.object, noun: kind } } };
};

const specialise: Change = (clause, dice) => {
  const { predicate } = clause;
  if (predicate.type !== 'act' || !predicate.object) return undefined;
  const { noun } = predicate.object;
  if (nouns[noun] !== 'kind') return undefined;
  const examples = nounIds.filter((id) => nouns[id] === noun);
  return { ...clause, predicate: { ...predicate, object: { noun: dice.pick(examples) } } };
};

/** Leaves open who did it. */
export const someone: Change = (clause) =>
  clause.subject.type === 'noun' || clause.subject.type === 'someone' || clause.negated
    ? undefined
    : { ...clause, subject: { type: 'someone' } };

/** Says less by the verb: who buys also gets. */
export const weaken: Change = (clause) => withVerb(clause, (verb) => weakerVerbs[verb]);

const strengthen: Change = (clause) =>
  withVerb(clause, (verb) => verbIds.find((strong) => weakerVerbs[strong] === verb));

const notTheOpposite: Change = (clause, dice) =>
  clause.predicate.type === 'is' && !clause.negated
    ? {
        ...clause,
        predicate: { type: 'is', adjective: dice.pick(excluded(clause.predicate.adjective)) },
        negated: true,
      }
    : undefined;

const same: Change = (clause, dice) => (dice.chance(0.3) && !clause.negated ? clause : undefined);

/** Half of the added places and times come from the premise's other facts, so that new words prove nothing. */
const addPlace: Change = (clause, dice, scene) => {
  if (clause.place || clause.predicate.type !== 'act') return undefined;
  const near = scene.flatMap(({ place }) => (place && !isCity(place) ? [place] : []));
  return { ...clause, place: near.length > 0 && dice.chance(0.6) ? dice.pick(near) : dice.pick(places) };
};

const addTime: Change = (clause, dice, scene) => {
  const { type } = clause.predicate;
  if (clause.time || (type !== 'act' && type !== 'go' && type !== 'give')) return undefined;
  const near = scene.flatMap(({ time }) => (time ? [time] : []));
  return { ...clause, time: near.length > 0 && dice.chance(0.6) ? dice.pick(near) : dice.pick(times) };
};

const addAdjective: Change = (clause, dice) => {
  const { predicate } = clause;
  if ((predicate.type !== 'act' && predicate.type !== 'give') || !predicate.object || clause.negated) return undefined;
  const { noun, adjective, number } = predicate.object;
  if (adjective || number) return undefined;
  return { ...clause, predicate: { ...predicate, object: { noun, adjective: dice.pick(adjectivesFor(noun)) } } };
};

/** The same person and a thing that the scene does not name: nothing is said about that. */
const otherThing: Change = (clause, dice, scene) => {
  const { predicate } = clause;
  if (predicate.type !== 'act' || !predicate.object || clause.negated) return undefined;
  const { verb, object } = predicate;
  const named = new Set(scene.flatMap(conceptsOf));
  const others = nounIds.filter(
    (noun) =>
      !named.has(noun) && verbs[verb].some((kind) => kind === nouns[noun]) && nouns[noun] === nouns[object.noun],
  );
  const counted = others.filter((noun) => !object.number || isCounted(noun));
  return counted.length > 0
    ? { ...clause, predicate: { ...predicate, object: { ...object, noun: dice.pick(counted) } } }
    : undefined;
};

/** Not being here or like this says nothing of another place or look. */
const perhapsElsewhere: Change = (clause, dice) => {
  const { negated, place, predicate, ...rest } = clause;
  if (!negated) return undefined;
  if (predicate.type === 'is') return { ...rest, predicate: { type: 'is', adjective: dice.pick(looksBeside(clause)) } };
  if (!place || predicate.type === 'act') return undefined;
  const choice = isCity(place) ? cities : places;
  return { ...rest, predicate, place: dice.pick(choice.filter((one) => one !== place)) };
};

/** What is said of a thing not said to be anywhere. */
const aboutPlace: Change = (clause, dice) =>
  clause.predicate.type === 'is' && !clause.negated
    ? { subject: clause.subject, predicate: { type: 'at' }, place: dice.pick(places), ...perhapsNot(dice) }
    : undefined;

const aboutLooks: Change = (clause, dice) =>
  clause.predicate.type === 'at' && clause.subject.type === 'noun' && !clause.negated
    ? {
        subject: clause.subject,
        predicate: { type: 'is', adjective: dice.pick(adjectivesFor(clause.subject.id)) },
        ...perhapsNot(dice),
      }
    : undefined;

const aboutWork: Change = (clause, dice) =>
  (clause.predicate.type === 'live' || clause.predicate.type === 'go') && !clause.negated
    ? { subject: clause.subject, predicate: { type: 'work', company: dice.pick(companies) }, ...perhapsNot(dice) }
    : undefined;

const aboutHome: Change = (clause, dice) =>
  clause.predicate.type === 'work' && !clause.negated
    ? { subject: clause.subject, predicate: { type: 'live' }, place: dice.pick(cities), ...perhapsNot(dice) }
    : undefined;

/** Whoever is here is not there. */
const notElsewhere: Change = (clause, dice, scene) => {
  const { type } = clause.predicate;
  if (type !== 'at' && type !== 'live' && type !== 'work') return undefined;
  const other = (type === 'work' ? otherCompany : elsewhere)(clause, dice, scene);
  return other && { ...other, negated: true };
};

const perhapsNot = (dice: Dice): { negated?: true } => (dice.chance(0.4) ? { negated: true } : {});

const elsewhere: Change = (clause, dice, scene) => {
  if (!clause.place || clause.negated) return undefined;
  const fits = (place: PlaceId) => place !== clause.place && isCity(place) === isCity(clause.place ?? place);
  const near = scene.flatMap(({ place }) => (place && fits(place) ? [place] : []));
  const all = [...places, ...cities].filter(fits);
  return { ...clause, place: near.length > 0 && dice.chance(0.6) ? dice.pick(near) : dice.pick(all) };
};

const otherNumber: Change = (clause, dice) => {
  const { predicate } = clause;
  if ((predicate.type !== 'act' && predicate.type !== 'give') || clause.negated) return undefined;
  const { object } = predicate;
  if (!object?.number) return undefined;
  const number = dice.pick(numbers.filter((n) => n !== object.number));
  return { ...clause, predicate: { ...predicate, object: { ...object, number } } };
};

const otherLooks: Change = (clause, dice) =>
  clause.predicate.type === 'is' && !clause.negated
    ? { ...clause, predicate: { type: 'is', adjective: dice.pick(excluded(clause.predicate.adjective)) } }
    : undefined;

const negate: Change = (clause) => {
  if (!clause.negated) {
    // German would put "nicht" before a number ("buys not three apples"), which says something else.
    const object = 'object' in clause.predicate ? clause.predicate.object : undefined;
    return object?.number || clause.predicate.type === 'give' ? undefined : { ...clause, negated: true };
  }
  const { negated: _, ...rest } = clause;
  return rest;
};

const opposite: Change = (clause) => (clause.negated ? undefined : withVerb(clause, (verb) => oppositeVerbs[verb]));

/** Somebody else of the scene, or a stranger, did it. Seeing and wanting can be shared. */
const otherDoer: Change = (clause, dice, scene) => {
  const { predicate, subject } = clause;
  if (predicate.type !== 'act' || clause.negated || ['see', 'want', 'draw', 'get'].includes(predicate.verb))
    return undefined;
  const people = scene.map((fact) => fact.subject).filter((one) => one.type === 'name' || one.type === 'role');
  const others = [...people, ...people, drawPerson(dice)].filter((one) => subjectKey(one) !== subjectKey(subject));
  return others.length > 0 ? { ...clause, subject: dice.pick(others) } : undefined;
};

const giveBack: Change = (clause) =>
  clause.predicate.type === 'give' && clause.subject.type === 'name'
    ? {
        ...clause,
        subject: { type: 'name', id: clause.predicate.to },
        predicate: { ...clause.predicate, to: clause.subject.id },
      }
    : undefined;

const otherCompany: Change = (clause, dice) => {
  const { predicate } = clause;
  if (predicate.type !== 'work' || clause.negated) return undefined;
  return {
    ...clause,
    predicate: { type: 'work', company: dice.pick(companies.filter((id) => id !== predicate.company)) },
  };
};

/** Changes to a clause that is not negated: what follows from it, and what it leaves open. */
export const menus: Readonly<Record<'say less' | 'say more', readonly Change[]>> = {
  'say less': [
    dropPlace,
    dropTime,
    dropAdjective,
    generalise,
    someone,
    weaken,
    notTheOpposite,
    notElsewhere,
    same,
    perhapsElsewhere,
  ],
  'say more': [
    addPlace,
    addTime,
    addAdjective,
    specialise,
    strengthen,
    otherThing,
    aboutPlace,
    aboutLooks,
    aboutWork,
    aboutHome,
  ],
};

/** Changes that cannot be true together with the clause. */
export const contradicting: readonly Change[] = [
  elsewhere,
  otherNumber,
  otherLooks,
  negate,
  opposite,
  otherDoer,
  giveBack,
  otherCompany,
];

function withVerb(clause: Clause, change: (verb: VerbId) => VerbId | undefined): Clause | undefined {
  const { predicate } = clause;
  if (predicate.type !== 'act') return undefined;
  const verb = change(predicate.verb);
  const kind = predicate.object ? nouns[predicate.object.noun] : undefined;
  if (!verb || (kind && kind !== 'kind' && !verbs[verb].some((allowed) => allowed === kind))) return undefined;
  return { ...clause, predicate: { ...predicate, verb } };
}

/** Colours beside one colour, all looks that exclude nothing about another: never the very opposite. */
function looksBeside({ subject, predicate }: Clause): readonly AdjectiveId[] {
  const not = predicate.type === 'is' ? predicate.adjective : undefined;
  const all = subject.type === 'noun' ? adjectivesFor(subject.id) : [];
  return all.filter(
    (look) => look !== not && not !== undefined && (excluded(not).length > 1 || !excluded(not).includes(look)),
  );
}

const excluded = (adjective: AdjectiveId): readonly AdjectiveId[] => adjectives[adjective];
const kindOf = (noun: NounId): NounId | undefined => (nouns[noun] === 'kind' ? undefined : hypernyms[nouns[noun]]);
const cityNames: ReadonlySet<PlaceId> = new Set(cities);
const isCity = (place: PlaceId): boolean => cityNames.has(place);
