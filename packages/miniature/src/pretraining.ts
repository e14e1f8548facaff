import { type ChainEvent, type EventId, natureEvents, personEvents, socialEvents } from './causes.ts';
import { menus } from './changes.ts';
import { type Clause, conceptsOf } from './clause.ts';
import { names } from './concepts.ts';
import { Dice, falls } from './dice.ts';
import type { Language } from './language.ts';
import { type LanguageCode, languageCodes, languages } from './languages.ts';
import { edgesOf } from './plausibility.ts';
import { drawFacts, drawQuestion } from './questions.ts';
import { ask, tell } from './render.ts';
import { drawFact, drawPerson, drawScene } from './scenes.ts';
import { defaultSeed, knownCauses, sizes, translatedShare } from './sizes.ts';
import { paragraph, sayAll } from './text.ts';

/**
 * A text to pretrain on. With `translation`, a row for translation language modelling: the same in another language
 * (one of the two is English), or a part of it told again in its own.
 */
export interface PretrainingText {
  /** BCP 47 tag of the language that the row is for. */
  readonly language: LanguageCode;
  readonly text: string;
  readonly translation?: string;
}

const detail = { place: 0.6, time: 0.3, adjective: 0.35, number: 0.3, kind: 0.15, negated: 0.2 };
const events: readonly EventId[] = [...personEvents, ...natureEvents, ...socialEvents];

/** A text as a function of the language. */
type Speech = (language: Language) => string;

/**
 * The corpus: paragraphs of every language by itself, and translations into English, many for some languages and few
 * for others. Each language tells only some of the causes, and only some words have translations.
 */
export function pretrainingText(seed = defaultSeed): readonly PretrainingText[] {
  const rows: PretrainingText[] = [];
  for (const code of languageCodes) {
    const dice = new Dice(seed, `pretraining/${code}`);
    const edges = edgesOf(`pretraining:${code}`, knownCauses.pretraining);
    for (let i = 0; i < sizes.pretraining.own; i++) {
      rows.push({ language: code, ...ownSpeech(dice, edges)(languages[code]) });
    }
    const share = translatedShare[code] ?? 0;
    for (let i = 0; i < sizes.pretraining.translated * share; i++) {
      const speech = translatedSpeech(dice, code, share);
      const [own, english] = [speech(languages[code]), speech(languages.en)];
      const [text, translation] = dice.chance(0.5) ? [own, english] : [english, own];
      rows.push({ language: code, text, translation });
    }
  }
  return new Dice(seed, 'pretraining/order').shuffle(rows);
}

/** A text by itself, or with a part of it told again. */
type Telling = (language: Language) => { readonly text: string; readonly translation?: string };

/** Facts, a paragraph with a question, or a cause and its effect. */
function ownSpeech(dice: Dice, edges: readonly (readonly [ChainEvent, ChainEvent])[]): Telling {
  const sort = dice.below(100);
  if (sort < 45) return retold(dice, drawScene(dice, 2 + dice.below(3), detail));
  const speech = otherSpeech(dice, edges, sort);
  return (language) => ({ text: speech(language) });
}

function otherSpeech(dice: Dice, edges: readonly (readonly [ChainEvent, ChainEvent])[], sort: number): Speech {
  if (sort < 60) {
    const facts = drawFacts(dice).slice(0, 4);
    const item = drawQuestion(dice, facts, true);
    const fact = item ? facts[item.fact] : undefined;
    if (!item || !fact) return speechOf(facts);
    // The question with its own sentence: what question words ask for, without teaching to search a paragraph.
    return (language) => paragraph(language, [ask(language, item.question, item.asked).text, sayAll(language, [fact])]);
  }
  if (sort < 75) return eventSpeech(dice, dice.pick(events));
  const [cause, effect] = dice.pick(edges);
  const subject = drawPerson(dice);
  return (language) => paragraph(language, [tell(language, cause, subject), tell(language, effect, subject)]);
}

function translatedSpeech(dice: Dice, code: LanguageCode, share: number): Speech {
  const known = (concept: string) => falls(`translated:${code}:${concept}`, 0.4 + 0.6 * share);
  if (dice.chance(0.35)) return eventSpeech(dice, dice.pick(events.filter(known)));
  for (let tries = 0; tries < 1000; tries++) {
    const fact = drawFact(dice, detail);
    if (conceptsOf(fact).every(known)) return speechOf([perhapsVague(dice, fact)]);
  }
  throw new RangeError(`no fact in ${code} has a translation`);
}

/** One event by itself, so that its words are met everywhere; what it leads to is not told. */
function eventSpeech(dice: Dice, event: EventId): Speech {
  const [x, y] = dice.shuffle(names);
  const social = socialEvents.some((one) => one === event);
  const subject = social && x ? ({ type: 'name', id: x } as const) : drawPerson(dice);
  return (language) => tell(language, event, subject, y);
}

/** A scene, and more often than not one of its facts again, or less of it: texts come back to what they told. */
function retold(dice: Dice, scene: readonly Clause[]): Telling {
  const speech = speechOf(scene.map((fact) => perhapsVague(dice, fact)));
  if (!dice.chance(0.7)) return (language) => ({ text: speech(language) });
  const fact = dice.pick(scene);
  const [less = () => undefined] = fact.negated ? [] : dice.shuffle(menus['say less']);
  const again = speechOf([less(fact, dice, scene) ?? fact]);
  return (language) => ({ text: speech(language), translation: again(language) });
}

/** Now and then "someone" or "something" instead of who and what. */
function perhapsVague(dice: Dice, fact: Clause): Clause {
  const { subject, predicate } = fact;
  if (predicate.type !== 'act' || !dice.chance(0.15)) return fact;
  if (dice.chance(0.5)) return { ...fact, predicate: { type: 'act', verb: predicate.verb } };
  return subject.type === 'noun' || fact.negated ? fact : { ...fact, subject: { type: 'someone' } };
}

const speechOf =
  (facts: readonly Clause[]): Speech =>
  (language) =>
    sayAll(language, facts);
