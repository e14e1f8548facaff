import { type Clause, conceptsOf } from './clause.ts';
import { adjectives, nouns, oppositeVerbs, type VerbId, weakerVerbs } from './concepts.ts';
import type { Dice } from './dice.ts';
import { drawNli, type NliItem, type NliLabel } from './entailment.ts';
import { verbIds } from './scenes.ts';
import { type Split, splitOf } from './splits.ts';

/** A draw of a search that gave a pair: how many numbers the dice give between the draw kept before and this one. */
export interface KeptDraw {
  readonly skipped: number;
  readonly label: NliLabel;
}

/** Pairs of one look and label that may wait for the other labels. */
const patience = 3;
const labels: readonly NliLabel[] = [0, 1, 2];

/**
 * Draws pairs in threes, one of each label, whose hypotheses look alike: same verb, same parts, same negation, and as
 * many words that the premise lacks. What the hypothesis is made of then says little about the label.
 * Of a hundred draws one is kept; the draws kept are told, so that `redrawBalanced` finds the pairs without searching.
 * @throws RangeError when the world is too small for so many.
 */
export function drawBalanced(
  dice: Dice,
  count: number,
  split: Split,
): { readonly items: readonly NliItem[]; readonly kept: readonly KeptDraw[] } {
  const triples = new Triples(dice);
  const seen = new Set<string>();
  const items: NliItem[] = [];
  const spans = new Map<NliItem, { readonly from: number; readonly to: number }>();
  for (let tries = 0; items.length < count; tries++) {
    if (tries > count * 2000) throw new RangeError(`only ${items.length} of ${count} pairs after ${tries} draws`);
    const from = dice.drawn;
    const item = drawNli(dice, labels[tries % 3] ?? 0);
    // Looks that are common with one label only would otherwise fill the memory.
    if (!item || triples.waiting(item) >= patience) continue;
    const key = keyOf(item);
    if (splitOf(key) !== split || seen.has(key)) continue;
    seen.add(key);
    items.push(...triples.add(item));
    spans.set(item, { from, to: dice.drawn });
  }
  const used = new Set(items);
  const kept: KeptDraw[] = [];
  let at = 0;
  for (const [item, { from, to }] of spans) {
    if (!used.has(item)) continue;
    kept.push({ skipped: from - at, label: item.label });
    at = to;
  }
  return { items: items.slice(0, count), kept };
}

/** The pairs of a search, from the draws that it kept and dice like those that it had. */
export function redrawBalanced(dice: Dice, kept: readonly KeptDraw[]): readonly NliItem[] {
  const triples = new Triples(dice);
  return kept.flatMap(({ skipped, label }) => {
    dice.skip(skipped);
    const item = drawNli(dice, label);
    return item ? triples.add(item) : [];
  });
}

/** Pairs that wait until there is one of each label with the same look. */
class Triples {
  readonly #dice: Dice;
  readonly #pools = new Map<string, readonly [NliItem[], NliItem[], NliItem[]]>();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** How many of this look and label wait. */
  waiting(item: NliItem): number {
    return this.#poolsOf(item)[item.label].length;
  }

  /** The three pairs that this one completes, in random order, or none. */
  add(item: NliItem): readonly NliItem[] {
    const pools = this.#poolsOf(item);
    pools[item.label].push(item);
    const [entailed, neutral, contradicted] = pools.map((pool) => pool[0]);
    if (!entailed || !neutral || !contradicted) return [];
    for (const pool of pools) pool.shift();
    return this.#dice.shuffle([entailed, neutral, contradicted]);
  }

  #poolsOf(item: NliItem): readonly [NliItem[], NliItem[], NliItem[]] {
    const look = `${lookOf(item.hypothesis)},${freshWords(item)}`;
    const pools = this.#pools.get(look) ?? [[], [], []];
    this.#pools.set(look, pools);
    return pools;
  }
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
