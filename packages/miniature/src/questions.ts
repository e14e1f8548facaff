import type { Asked, Clause } from './clause.ts';
import type { Dice } from './dice.ts';
import type { Language } from './language.ts';
import { ask, askedRole, type Sentence, say, type Word } from './render.ts';
import { type Detail, drawScene, subjectKey } from './scenes.ts';
import { paragraph } from './text.ts';

/** A paragraph with a question, in no language. `fact` is the index of the sentence that answers, -1 without one. */
export interface QuestionItem {
  readonly facts: readonly Clause[];
  readonly question: Clause;
  readonly asked: Asked;
  readonly fact: number;
}

const detail: Detail = { place: 0.75, time: 0.3, adjective: 0.3, number: 0.35, kind: 0, negated: 0 };

/** A paragraph of four to eight facts. */
export const drawFacts = (dice: Dice): readonly Clause[] => drawScene(dice, 4 + dice.below(5), detail);

/** A question about one of the facts; with `answerable: false`, one that mixes two facts. Undefined when none fits. */
export function drawQuestion(dice: Dice, facts: readonly Clause[], answerable: boolean): QuestionItem | undefined {
  const fact = dice.below(facts.length);
  const clause = facts[fact];
  if (!clause) return undefined;
  const choice = askable(clause);
  if (choice.length === 0) return undefined;
  const asked = dice.pick(choice);
  const question = asking(dice, clause, asked);
  if (answerable) return matches(question, asked, facts).length === 1 ? { facts, question, asked, fact } : undefined;
  const other = dice.pick(facts.filter((one) => one !== clause));
  const mixed = mix(question, asked, other);
  if (!mixed || matches(mixed, asked, facts).length > 0) return undefined;
  return { facts, question: mixed, asked, fact: -1 };
}

/** What can be asked of a fact. Things are not asked for as "who", for want of one word in all the languages. */
function askable({ subject, predicate, place }: Clause): readonly Asked[] {
  const list: Asked[] = [];
  if (subject.type !== 'noun') list.push('who');
  if (place) list.push('where', 'where');
  if (predicate.type === 'act' || predicate.type === 'give') {
    list.push('what');
    if (predicate.object?.number) list.push('howMany', 'howMany');
  }
  if (predicate.type === 'give') list.push('whom', 'whom');
  return list;
}

/** The clause of a question: some of what is not needed is left out. */
function asking(dice: Dice, clause: Clause, asked: Asked): Clause {
  const { place, time, ...rest } = clause;
  const { predicate } = rest;
  const keepsPlace = place && (asked === 'where' || predicate.type !== 'act' || dice.chance(0.4));
  const plain =
    predicate.type === 'act' && predicate.object && asked !== 'howMany' && dice.chance(0.6)
      ? { ...predicate, object: { noun: predicate.object.noun } }
      : predicate;
  return { ...rest, predicate: plain, ...(keepsPlace ? { place } : {}), ...(time && dice.chance(0.5) ? { time } : {}) };
}

/** Facts that would answer a question, whatever else they say. */
function matches(question: Clause, asked: Asked, facts: readonly Clause[]): readonly Clause[] {
  const same = (a: unknown, b: unknown) => a === undefined || a === b;
  return facts.filter(({ subject, predicate, place, time }) => {
    if (predicate.type !== question.predicate.type) return false;
    if (asked !== 'who' && subjectKey(subject) !== subjectKey(question.subject)) return false;
    if (asked !== 'where' && !same(question.place, place)) return false;
    return same(question.time, time) && samePredicate(question.predicate, predicate, asked);
  });
}

function samePredicate(question: Clause['predicate'], fact: Clause['predicate'], asked: Asked): boolean {
  if (question.type === 'act' && fact.type === 'act') {
    return question.verb === fact.verb && (asked === 'what' || question.object?.noun === fact.object?.noun);
  }
  if (question.type === 'give' && fact.type === 'give') {
    return (
      (asked === 'what' || question.object.noun === fact.object.noun) && (asked === 'whom' || question.to === fact.to)
    );
  }
  if (question.type === 'work' && fact.type === 'work') return question.company === fact.company;
  if (question.type === 'is' && fact.type === 'is') return question.adjective === fact.adjective;
  return true;
}

/** Puts a part of another fact into a question, which then nothing answers. */
function mix(question: Clause, asked: Asked, other: Clause): Clause | undefined {
  if (asked !== 'who' && other.subject.type !== 'noun' && question.subject.type !== 'noun') {
    return { ...question, subject: other.subject };
  }
  const { predicate } = question;
  if (predicate.type === 'act' && other.predicate.type === 'act' && asked !== 'what' && asked !== 'howMany') {
    return { ...question, predicate: { ...predicate, verb: other.predicate.verb } };
  }
  return asked !== 'where' && question.place && other.place && question.predicate.type === other.predicate.type
    ? { ...question, place: other.place }
    : undefined;
}

/** Context, question and answer in one language; the start of the answer in code points, -1 without an answer. */
export interface RenderedQuestion {
  readonly context: string;
  readonly question: string;
  readonly answer: string;
  readonly start: number;
}

/** Renders a question; the answer is the part of the sentence that was asked for. */
export function renderQuestion(language: Language, { facts, question, asked, fact }: QuestionItem): RenderedQuestion {
  const sentences = facts.map((clause) => say(language, clause));
  const context = paragraph(
    language,
    sentences.map(({ text }) => text),
  );
  const rendered = { context, question: ask(language, question, asked).text };
  const clause = facts[fact];
  const sentence = sentences[fact];
  if (!clause || !sentence) return { ...rendered, answer: '', start: -1 };
  const before = paragraph(language, [...sentences.slice(0, fact).map(({ text }) => text), '']);
  const [from, to] = answerRange(language, sentence, clause, asked);
  const answer = sentence.text.slice(from, to);
  return { ...rendered, answer, start: [...before].length + [...sentence.text.slice(0, from)].length };
}

/** Where the words that answer stand in their sentence, in UTF-16 units. */
function answerRange(language: Language, sentence: Sentence, clause: Clause, asked: Asked): readonly [number, number] {
  const role = askedRole(clause, asked);
  const answers = (word: Word) => {
    if (word.role !== role) return false;
    if (asked === 'howMany') return word.pos === 'NUM';
    return asked === 'whom' ? word.pos === 'PROPN' : true;
  };
  let at = 0;
  let from = -1;
  let to = -1;
  for (const word of sentence.words) {
    const start = sentence.text.indexOf(word.form, at);
    at = start + word.form.length;
    if (!answers(word)) continue;
    if (from < 0) from = start;
    to = at;
  }
  if (from < 0) throw new RangeError(`no answer (${asked}) in the ${language.code} sentence "${sentence.text}"`);
  return [from, to];
}
