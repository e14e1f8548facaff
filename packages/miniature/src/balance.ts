import { type Clause, conceptsOf } from './clause.ts';
import { adjectives, nouns, oppositeVerbs, type VerbId, weakerVerbs } from './concepts.ts';
import type { Dice } from './dice.ts';
import { drawNli, type NliItem, type NliLabel } from './entailment.ts';
import { verbIds } from './scenes.ts';
import { type Split, splitOf } from './splits.ts';

/** Pairs of one look and label that may wait for the other labels. */
const patience = 3;

/**
 * Draws pairs in threes, one of each label, whose hypotheses look alike: same verb, same parts, same negation, and as
 * many words that the premise lacks. What the hypothesis is made of then says little about the label.
 * @throws RangeError when the world is too small for so many.
 */
export function drawBalanced(dice: Dice, count: number, split: Split): readonly NliItem[] {
  const waiting = new Map<string, readonly [NliItem[], NliItem[], NliItem[]]>();
  const seen = new Set<string>();
  const items: NliItem[] = [];
  const labels: readonly NliLabel[] = [0, 1, 2];
  for (let tries = 0; items.length < count; tries++) {
    if (tries > count * 2000) throw new RangeError(`only ${items.length} of ${count} pairs after ${tries} draws`);
    const item = drawNli(dice, labels[tries % 3] ?? 0);
    if (!item) continue;
    const look = `${lookOf(item.hypothesis)},${freshWords(item)}`;
    const pools = waiting.get(look) ?? [[], [], []];
    waiting.set(look, pools);
    // Looks that are common with one label only would otherwise fill the memory.
    if (pools[item.label].length >= patience) continue;
    const key = keyOf(item);
    if (splitOf(key) !== split || seen.has(key)) continue;
    seen.add(key);
    pools[item.label].push(item);
    const [entailed, neutral, contradicted] = pools.map((pool) => pool[0]);
    if (!entailed || !neutral || !contradicted) continue;
    for (const pool of pools) pool.shift();
    items.push(...dice.shuffle([entailed, neutral, contradicted]));
  }
  return items.slice(0, count);
}

/** The same for two pairs only if they read the same: cheaper than rendering what is thrown away. */
const keyOf = ({ premise, hypothesis }: NliItem): string =>
  [...premise, hypothesis]
    .map((clause) => [clause.predicate.type, clause.negated, ...conceptsOf(clause)].join(' '))
    .join('\n');

/** Verbs that some change of the premise brings in. */
const telling: ReadonlySet<VerbId> = new Set(
  verbIds.filter((verb) => verb in weakerVerbs || verb in oppositeVerbs || Object.values(weakerVerbs).includes(verb)),
);

/** What a hypothesis is made of, without its nouns and names. */
function lookOf({ subject, predicate, place, time, negated }: Clause): string {
  const object = 'object' in predicate ? predicate.object : undefined;
  const kind = (object && nouns[object.noun] === 'kind') || (subject.type === 'noun' && nouns[subject.id] === 'kind');
  const parts = {
    verb: predicate.type !== 'act' ? predicate.type : telling.has(predicate.verb) ? predicate.verb : 'act',
    adjective: predicate.type === 'is' ? adjectives[predicate.adjective].length : object?.adjective !== undefined,
    number: object?.number !== undefined,
    someone: subject.type === 'someone',
    place: place !== undefined,
    time: time !== undefined,
    negated: negated ?? false,
    kind,
  };
  return Object.values(parts).join();
}

/** How many of the hypothesis' concepts the premise does not name. */
function freshWords({ premise, hypothesis }: NliItem): number {
  const known = new Set(premise.flatMap(conceptsOf));
  return conceptsOf(hypothesis).filter((concept) => !known.has(concept)).length;
}
