import { grouped } from '@stopover/statistics';
import type { Cell } from '@stopover/study';

/**
 * Whether what stands under several seeds is one and the same: a ready checkpoint that is scored as it is, without a training
 * that a seed could decide. Item tables name no stages, so equal answers tell; where they are all alike, as those of a score
 * at the floor, they tell nothing.
 */
export function isOneModel(cells: readonly Cell[]): boolean {
  const places = grouped(cells, ({ language, shots, bucket }) => JSON.stringify([language, shots, bucket]));
  const seeds = new Set(cells.map(({ seed }) => seed));
  return seeds.size > 1 && [...places.values()].every((same) => areOne(same, seeds.size));
}

function areOne(cells: readonly Cell[], seeds: number): boolean {
  const [first, ...others] = cells;
  if (!first || cells.length < seeds) return false;
  return (
    others.every(({ stage }) => stage === first.stage) || (tells(first) && others.every((one) => isSame(one, first)))
  );
}

/**
 * Whether runs under several seeds are several models: in some place their answers differ. What stands under one seed, and
 * what is the same in all, may be one.
 */
export function areSeveralModels(cells: readonly Cell[]): boolean {
  const places = grouped(cells, ({ language, shots, bucket }) => JSON.stringify([language, shots, bucket]));
  return [...places.values()].some(([first, ...others]) =>
    others.some((one) => first !== undefined && one.stage !== first.stage && !isSame(one, first)),
  );
}

const answersOf = ({ items, counts }: Cell): readonly ArrayLike<number>[] =>
  counts ? [counts.tp, counts.fp, counts.fn] : items ? [items] : [];

const tells = (cell: Cell): boolean => answersOf(cell).some((all) => Array.from(all).some((one) => one !== all[0]));

const isSame = (one: Cell, other: Cell): boolean => {
  const [own, others] = [answersOf(one), answersOf(other)];
  if (own.length === 0) return JSON.stringify(one.scores) === JSON.stringify(other.scores);
  return own.every((all, i) => {
    const same = others[i];
    return same?.length === all.length && Array.from(all).every((value, at) => value === same[at]);
  });
};
