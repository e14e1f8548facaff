import { causalEdges, isPersonEvent, socialEvents } from '../causes.ts';
import type { NameId } from '../concepts.ts';
import { names } from '../concepts.ts';
import { Dice } from '../dice.ts';
import { languages } from '../languages.ts';
import { type Direction, drawCausal, drawWrong, edgesOf, stories } from '../plausibility.ts';
import { eventPhrase, subjectOf, tell, written } from '../render.ts';
import { drawFact, drawPerson } from '../scenes.ts';
import { knownCauses, sizes } from '../sizes.ts';
import { collect, type Split } from '../splits.ts';
import { sayAll } from '../text.ts';
import { labelOf, type Table } from './table.ts';

const { en } = languages;
const plain = { place: 0.5, time: 0.3, adjective: 0.2, number: 0.2, kind: 0, negated: 0 };
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The development sets ask about everything; only training leaves some causes untold. */
const edgesFor = (text: 'hellaswag' | 'cosmos' | 'socialIqa', split: Split) =>
  split === 'train' ? edgesOf(text, knownCauses[text]) : causalEdges;

/** Answers in random order, and where the right one went. */
function shuffled<T>(
  dice: Dice,
  right: T,
  wrong: readonly T[],
): { readonly all: readonly T[]; readonly label: number } {
  const all = dice.shuffle([right, ...wrong]);
  return { all, label: all.indexOf(right) };
}

function hellaswag(split: 'train' | 'validation'): Table {
  const repo = 'Rowan/hellaswag';
  const rows = (seed: number) => {
    const dice = new Dice(seed, labelOf(repo, split));
    const known = stories(edgesFor('hellaswag', split));
    const draw = () => {
      const { events, ending } = dice.pick(known);
      const subject = drawPerson(dice);
      const wrong = drawWrong(dice, [...events, ending], 'effect', 3, isPersonEvent);
      const { all, label } = shuffled(dice, ending, wrong);
      const ctx_a = events.map((event) => tell(en, event, subject)).join(' ');
      const ctx_b = capital(subjectOf(en, subject));
      const endings = all.map((event) => `${written(en, eventPhrase(en, event))}.`);
      return { activity_label: 'Everyday life', ctx_a, ctx_b, ctx: `${ctx_a} ${ctx_b}`, endings, label: String(label) };
    };
    const keyOf = ({ ctx, endings }: ReturnType<typeof draw>) => [ctx, ...endings.toSorted()].join('\n');
    return collect(sizes.hellaswag[split], split, draw, keyOf).map((row, ind) => ({
      ind,
      ...row,
      source_id: `miniature~${ind}`,
      split: split === 'train' ? 'train' : 'val',
      split_type: 'indomain',
    }));
  };
  return { repo, config: 'default', split, rows };
}

const cosmosQuestions = {
  effect: ['What may happen next ?', 'What will probably happen after this ?', 'What could be the result ?'],
  cause: ['What may be the reason for this ?', 'Why did this happen ?', 'What may have happened before ?'],
} as const;

function cosmos(split: 'train' | 'validation'): Table {
  const repo = 'allenai/cosmos_qa';
  const rows = (seed: number) => {
    const dice = new Dice(seed, labelOf(repo, split));
    const edges = edgesFor('cosmos', split);
    const draw = () => {
      const item = drawCausal(dice, edges, 3);
      const aside = sayAll(en, [drawFact(dice, plain)]);
      const { all, label } = shuffled(dice, item.right, item.wrong);
      const [answer0 = '', answer1 = '', answer2 = '', answer3 = ''] = all.map((event) =>
        tell(en, event, item.subject),
      );
      const question: string = dice.pick(cosmosQuestions[item.direction]);
      const context = `${aside} ${tell(en, item.premise, item.subject)}`;
      return { context, question, answer0, answer1, answer2, answer3, label };
    };
    const keyOf = ({ context, question }: ReturnType<typeof draw>) => `${context}\n${question}`;
    return collect(sizes.cosmos[split], split, draw, keyOf).map((row, index) => ({
      id: `miniature-${split}-${index}`,
      ...row,
    }));
  };
  return { repo, config: 'default', split, rows };
}

/** A social item: what somebody does to another, and what the other does in return. */
function drawSocial(dice: Dice) {
  const [x, y] = dice.shuffle(names);
  if (!x || !y) throw new RangeError('the world has too few names');
  const index = dice.below(socialEvents.length / 2) * 2;
  const reactions = socialEvents.filter((_, i) => i % 2 === 1 && i !== index + 1);
  const right = socialEvents[index + 1];
  const action = socialEvents[index];
  if (!right || !action) throw new RangeError(`no social event ${index}`);
  const name = (id: NameId) => subjectOf(en, { type: 'name', id });
  const { all, label } = shuffled(dice, right, dice.shuffle(reactions).slice(0, 2));
  const answers = all.map((event) => eventPhrase(en, event, x));
  const question = dice.pick([`What will ${name(y)} want to do next?`, `How does ${name(y)} react?`]);
  return { context: tell(en, action, { type: 'name', id: x }, y), question, answers, label };
}

/** A personal item: what somebody does before or after an event. */
function drawPersonal(dice: Dice, edges: ReturnType<typeof edgesOf>) {
  const personal = edges.filter(([cause, effect]) => isPersonEvent(cause) && isPersonEvent(effect));
  const [cause, effect] = dice.pick(personal);
  const subject = drawPerson(dice);
  const direction: Direction = dice.chance(0.5) ? 'effect' : 'cause';
  const [premise, right] = direction === 'effect' ? [cause, effect] : [effect, cause];
  const wrong = drawWrong(dice, [premise, right], direction, 2, isPersonEvent);
  const { all, label } = shuffled(dice, right, wrong);
  const who = subjectOf(en, subject);
  const question = direction === 'effect' ? `What will ${who} do next?` : `What happened to ${who} before?`;
  return { context: tell(en, premise, subject), question, answers: all.map((event) => eventPhrase(en, event)), label };
}

function socialIqa(split: 'train' | 'validation'): Table {
  const repo = 'allenai/social_i_qa';
  const rows = (seed: number) => {
    const dice = new Dice(seed, labelOf(repo, split));
    const edges = edgesFor('socialIqa', split);
    const draw = () => (dice.chance(0.3) ? drawSocial(dice) : drawPersonal(dice, edges));
    const keyOf = ({ context, question, answers }: ReturnType<typeof draw>) =>
      [context, question, ...answers.toSorted()].join('\n');
    return collect(sizes.socialIqa[split], split, draw, keyOf).map(({ context, question, answers, label }) => {
      const [answerA = '', answerB = '', answerC = ''] = answers;
      return { context, question, answerA, answerB, answerC, label: String(label + 1) };
    });
  };
  return { repo, config: 'default', split, rows };
}

/** HellaSwag, Cosmos QA and Social IQa: English, told from the same causes as COPA. */
export const storyTables: readonly Table[] = (['train', 'validation'] as const).flatMap((split) => [
  hellaswag(split),
  cosmos(split),
  socialIqa(split),
]);
