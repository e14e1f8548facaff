import { type Change, contradicting, dropAdjective, dropTime, menus, someone, weaken } from './changes.ts';
import type { Clause } from './clause.ts';
import type { Dice } from './dice.ts';
import { type Detail, drawScene, subjectKey } from './scenes.ts';

/** Entailment, neutral, contradiction, as XNLI numbers them. */
export type NliLabel = 0 | 1 | 2;

/** A pair of texts in no language. */
export interface NliItem {
  readonly premise: readonly Clause[];
  readonly hypothesis: Clause;
  readonly label: NliLabel;
}

const detail: Detail = { place: 0.5, time: 0.3, adjective: 0.35, number: 0.3, kind: 0.15, negated: 0.22 };

/**
 * Draws a pair of the wanted label. The world's convention: a thing is one thing and takes part in one event, so whatever
 * changes what the premise says of it contradicts; what says less follows; what says more is neutral. Under a negation
 * less and more change places. Undefined when the drawn premise offers no such change.
 */
export function drawNli(dice: Dice, label: NliLabel): NliItem | undefined {
  const premise = drawScene(dice, dice.pick([1, 1, 2, 2, 3]), detail);
  const focus = dice.pick(premise);
  const more = focus.negated ? (['say more', 'say less'] as const) : (['say less', 'say more'] as const);
  const changes = label === 2 ? contradicting : menus[more[label]];
  let hypothesis: Clause | undefined;
  for (const change of dice.shuffle(changes)) {
    hypothesis ??= change(focus, dice, premise);
  }
  if (!hypothesis) return undefined;
  // A second, harmless change keeps "says less than the premise" from giving the label away.
  const loosened = dice.chance(0.5) ? loosen(dice, focus, hypothesis) : hypothesis;
  return { premise, hypothesis: loosened, label };
}

/** Says less in a part that the hypothesis took over unchanged, so that the label stays what it is. */
function loosen(dice: Dice, focus: Clause, hypothesis: Clause): Clause {
  if (focus.negated || hypothesis.negated) return hypothesis;
  const kept = (part: (clause: Clause) => unknown) => part(focus) === part(hypothesis);
  const verbOf = ({ predicate }: Clause) => (predicate.type === 'act' ? predicate.verb : predicate.type);
  const thingOf = ({ predicate }: Clause) => ('object' in predicate ? predicate.object : undefined);
  const changes: Change[] = [];
  if (kept(({ time }) => time)) changes.push(dropTime);
  if (kept((clause) => thingOf(clause)?.noun) && kept((clause) => thingOf(clause)?.adjective))
    changes.push(dropAdjective);
  if (kept(verbOf)) changes.push(weaken);
  // "Someone is in the park" contradicts nothing; only an event with one thing has one doer.
  const oneThing = thingOf(hypothesis) !== undefined && thingOf(hypothesis)?.number === undefined;
  if (oneThing && kept((clause) => subjectKey(clause.subject)) && kept(verbOf)) changes.push(someone);
  return changes.length > 0 ? (dice.pick(changes)(hypothesis, dice, []) ?? hypothesis) : hypothesis;
}
