import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from '../resampling/generator.ts';

/**
 * An order of examples whose every beginning is stratified by class: the first k hold the classes as nearly as the whole
 * does, and the first 10 are part of the first 100. Within a class the order is random; the class of each next example is
 * the one with the largest n_c / (2t_c + 1), t_c taken of its n_c so far (Sainte-Laguë 1910, which unlike the largest
 * remainder never takes a seat away when k grows); ties are drawn.
 * @param classes the class of each example; one class for all gives a random order.
 * @returns the places of the examples, each once.
 */
export function stratifiedOrder(classes: readonly string[], generator: RandomGenerator): number[] {
  const members = new Map<string, number[]>();
  classes.forEach((name, place) => {
    const own = members.get(name);
    if (own) own.push(place);
    else members.set(name, [place]);
  });
  // Sorted, so that the draw does not depend on which class comes first in the file.
  const strata = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, places]) => shuffled(places, generator));
  const taken = strata.map(() => 0);
  return classes.map(() => {
    const next = largest(strata, taken, generator);
    const place = strata[next]?.[taken[next] ?? 0] ?? -1;
    taken[next] = (taken[next] ?? 0) + 1;
    return place;
  });
}

/** The class that is next; among equal ones a random one. */
function largest(strata: readonly (readonly number[])[], taken: readonly number[], generator: RandomGenerator): number {
  const left = strata.flatMap(({ length }, stratum) => {
    const t = taken[stratum] ?? 0;
    return t < length ? [{ stratum, length, seat: 2 * t + 1 }] : [];
  });
  // Compared as whole numbers: 3/5 and 6/10 are equal, whatever rounding says.
  const above = (a: (typeof left)[number], b: (typeof left)[number]) => a.length * b.seat - b.length * a.seat;
  const best = left.filter((one) => left.every((other) => above(one, other) >= 0));
  const [only] = best;
  const drawn = best.length > 1 ? best[uniformInt(generator, 0, best.length - 1)] : only;
  return drawn?.stratum ?? 0;
}

/** Fisher and Yates. */
function shuffled(places: readonly number[], generator: RandomGenerator): number[] {
  const order = [...places];
  for (let i = order.length - 1; i > 0; i--) {
    const j = uniformInt(generator, 0, i);
    const [a, b] = [order[i] ?? 0, order[j] ?? 0];
    order[i] = b;
    order[j] = a;
  }
  return order;
}
