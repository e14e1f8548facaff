import { type ChainEvent, causalEdges, effectsOf, isPersonEvent, relatedTo } from './causes.ts';
import type { Subject } from './clause.ts';
import { type Dice, falls } from './dice.ts';
import { drawPerson } from './scenes.ts';

export type Direction = 'cause' | 'effect';

/** A choice between two events, in no language. */
export interface CausalItem {
  readonly subject: Subject;
  readonly premise: ChainEvent;
  readonly right: ChainEvent;
  readonly wrong: readonly ChainEvent[];
  readonly direction: Direction;
}

/** The part of the causal knowledge that a text tells: always the same edges for the same name. */
export const edgesOf = (text: string, share: number): readonly (readonly [ChainEvent, ChainEvent])[] =>
  causalEdges.filter(([cause, effect]) => falls(`${text}:${cause}>${effect}`, share));

/**
 * Draws a premise and what causes it or follows from it, with `wrong` events that are right answers elsewhere: an answer
 * alone never tells whether it is right.
 */
export function drawCausal(
  dice: Dice,
  edges: readonly (readonly [ChainEvent, ChainEvent])[],
  wrong: number,
): CausalItem {
  const [cause, effect] = dice.pick(edges);
  const direction: Direction = dice.chance(0.5) ? 'cause' : 'effect';
  const premise = direction === 'effect' ? cause : effect;
  const right = direction === 'effect' ? effect : cause;
  const wrongs = drawWrong(dice, [premise, right], direction, wrong, () => true);
  return { subject: drawPerson(dice), premise, right, wrong: wrongs, direction };
}

/** Events that answer other questions of the same direction and have nothing to do with the given ones. */
export function drawWrong(
  dice: Dice,
  given: readonly ChainEvent[],
  direction: Direction,
  count: number,
  fits: (event: ChainEvent) => boolean,
): readonly ChainEvent[] {
  const near = new Set(given.flatMap((event) => [...relatedTo(event)]));
  const found: ChainEvent[] = [];
  for (let tries = 0; found.length < count; tries++) {
    if (tries > 5000) throw new RangeError(`no ${count} wrong answers for ${given.join(', ')}`);
    const [cause, effect] = dice.pick(causalEdges);
    const event = direction === 'effect' ? effect : cause;
    if (!near.has(event) && !found.includes(event) && fits(event)) found.push(event);
  }
  return found;
}

/** A story of three events, each the cause of the next, that ends with what a person does. */
export interface Story {
  readonly events: readonly [ChainEvent, ChainEvent];
  readonly ending: ChainEvent;
}

/** All stories whose steps are among the given edges, in a fixed order. */
export function stories(edges: readonly (readonly [ChainEvent, ChainEvent])[]): readonly Story[] {
  const known = new Set(edges.map(([cause, effect]) => `${cause}>${effect}`));
  return edges.flatMap(([first, second]) =>
    effectsOf(second)
      .filter((ending) => known.has(`${second}>${ending}`) && isPersonEvent(ending) && ending !== first)
      .map((ending) => ({ events: [first, second] as const, ending })),
  );
}
