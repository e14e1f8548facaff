import { DataError } from '@stopover/core';
import type { Cell, Results } from '@stopover/study';
import { type Group, groupsOf } from '../analysis/conditions.ts';
import { groupName } from '../analysis/group-name.ts';
import { nameOf } from '../analysis/names.ts';
import type { Unpaired } from './compared.ts';

/** A target that two studies have, over the languages and items of both, in one order. */
export interface AlignedPair {
  readonly first: Group;
  readonly second: Group;
  readonly models: readonly [first: string, second: string];
}

/**
 * Pairs the targets of two studies. Models are paired where each study has one, else by name. A language is paired when
 * both scored the same items in it; the second's are put into the order of the first.
 * @param names what the studies are called in errors.
 * @throws DataError when the cells of a study contradict each other, and naming study, condition and id where an id stands for
 * several items of a language: nobody can say which of them is which of the other study's.
 */
export function alignedPairs(
  first: Results,
  second: Results,
  names: readonly [first: string, second: string],
): { readonly pairs: readonly AlignedPair[]; readonly unpaired: readonly Unpaired[] } {
  const [ofFirst, ofSecond] = [scoredGroups(first), scoredGroups(second)];
  const alone = first.study.models.length === 1 && second.study.models.length === 1;
  const unpaired: Unpaired[] = [];
  const pairs = ofFirst.flatMap((group) => {
    const model = modelOf(group, first);
    const other = ofSecond.find(
      (one) =>
        one.target.name === group.target.name &&
        one.training === group.training &&
        (alone || modelOf(one, second) === model),
    );
    if (!other) {
      unpaired.push({ what: groupName(nameOf(group)), reason: 'only in the first study' });
      return [];
    }
    const aligned = align({ group, study: names[0] }, { group: other, study: names[1] }, unpaired);
    return aligned ? [{ ...aligned, models: [model, modelOf(other, second)] as const }] : [];
  });
  const isPaired = (group: Group) =>
    ofFirst.some(
      (one) =>
        one.target.name === group.target.name &&
        one.training === group.training &&
        (alone || modelOf(one, first) === modelOf(group, second)),
    );
  for (const group of ofSecond) {
    if (!isPaired(group)) unpaired.push({ what: groupName(nameOf(group)), reason: 'only in the second study' });
  }
  return { pairs, unpaired };
}

const modelOf = ({ model }: Group, { study }: Results): string => model ?? study.models[0] ?? '';

const scoredGroups = (results: Results): Group[] =>
  groupsOf(results).filter(({ conditions }) => conditions.some(({ cells }) => cells.length > 0));

/** A target of one study. */
interface Side {
  readonly group: Group;
  readonly study: string;
}

function align(one: Side, other: Side, unpaired: Unpaired[]): { readonly first: Group; readonly second: Group } | null {
  const [first, second] = [one.group, other.group];
  const name = groupName(nameOf(first));
  const { metric, range } = first.target;
  if (metric !== second.target.metric || range.join() !== second.target.range.join()) {
    unpaired.push({ what: name, reason: `scored by ${metric} and by ${second.target.metric}` });
    return null;
  }
  // Rows of both splits may be numbered alike, and are other rows all the same.
  const [ofFirst, ofSecond] = [first, second].map(({ target }) => target.split ?? 'test');
  if (ofFirst !== ofSecond) {
    unpaired.push({ what: name, reason: `scored on its ${ofFirst} rows and on its ${ofSecond} rows` });
    return null;
  }
  const orders = new Map<string, Order>();
  for (const language of new Set([...first.languages, ...second.languages])) {
    const found = orderOf(one, other, language);
    if (typeof found === 'string') unpaired.push({ what: `${name} in ${language}`, reason: found });
    else orders.set(language, found);
  }
  if (orders.size === 0) return null;
  const languages = [...orders.keys()].sort();
  const averaged = new Set([...first.averaged].filter((language) => orders.has(language)));
  const common = { languages, averaged: averaged.size > 0 ? averaged : new Set(languages) };
  const over = (group: Group, change: (cell: Cell, order: Order) => Cell): Group => ({
    ...group,
    ...common,
    conditions: group.conditions.map((one) => ({
      ...one,
      cells: one.cells.flatMap((cell) => {
        const order = orders.get(cell.language);
        return order ? [change(cell, order)] : [];
      }),
    })),
  });
  return { first: over(first, grouped), second: over(second, reordered) };
}

const cellsIn = ({ conditions }: Group, language: string): Cell[] =>
  conditions.flatMap(({ cells }) => cells.filter((cell) => cell.language === language));

/** How items of the second study stand in the order of the first, what their clusters are, and whether both know them. */
interface Order {
  readonly ids: readonly string[];
  /** Where the second study has each item of the first. */
  readonly places: readonly number[];
  readonly groups: readonly string[] | undefined;
  /** False where a run of either has no score for each item. */
  readonly byItem: boolean;
}

/** The order, or why the language cannot be paired. */
function orderOf(one: Side, other: Side, language: string): Order | string {
  const [first, second] = [cellsIn(one.group, language), cellsIn(other.group, language)];
  const [a, b] = [first[0], second[0]];
  if (!a) return 'only in the second study';
  if (!b) return 'only in the first study';
  const byItem = [...first, ...second].every(({ items, counts }) => items || counts);
  if (byItem) for (const side of [one, other]) refuseRepeated(side, language);
  const places = new Map(b.ids.map((id, i) => [id, i]));
  const found = a.ids.flatMap((id) => places.get(id) ?? []);
  if (found.length !== a.ids.length || found.length !== b.ids.length) {
    return `other items: ${a.ids.length} and ${b.ids.length}, ${found.length} of them in both`;
  }
  const groups = a.groups ?? (b.groups && found.map((place) => b.groups?.[place] ?? ''));
  return { ids: a.ids, places: found, groups, byItem };
}

/** All cells of a language have the same ids: the first that has any tells. */
function refuseRepeated({ group, study }: Side, language: string): void {
  const condition = group.conditions.find(({ cells }) => cells.some((cell) => cell.language === language));
  const { ids = [] } = condition?.cells.find((cell) => cell.language === language) ?? {};
  const seen = new Set<string>();
  const repeated = ids.find((id) => seen.size === seen.add(id).size);
  if (repeated === undefined) return;
  throw new DataError({
    where: `${study}, ${groupName(nameOf(group))} in ${language}, ${condition?.name}`,
    what: `several items have the id "${repeated}", and cannot be told apart in the other study`,
    remedy: 'Give each row of the test an id of its own, and run both studies again.',
  });
}

/** A cell of the first study with the clusters that both take. */
const grouped = (cell: Cell, { groups, byItem }: Order): Cell => {
  const { counts: _, groups: __, ...rest } = cell;
  const own = { ...rest, ...(groups && { groups }) };
  return byItem ? { ...own, ...(cell.counts && { counts: cell.counts }) } : { ...own, items: null };
};

/** A cell of the second study with its items in the order of the first. */
function reordered(cell: Cell, order: Order): Cell {
  const { ids, places } = order;
  const moved = (values: ArrayLike<number>) => Float64Array.from(places, (place) => values[place] ?? Number.NaN);
  const { counts, items } = cell;
  return grouped(
    {
      ...cell,
      ids,
      items: items && moved(items),
      ...(counts && { counts: { tp: moved(counts.tp), fp: moved(counts.fp), fn: moved(counts.fn) } }),
    },
    order,
  );
}
