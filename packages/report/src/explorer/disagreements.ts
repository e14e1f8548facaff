import { grouped, mean } from '@stopover/statistics';
import type { Cell, Results } from '@stopover/study';
import { type Condition, conditionName } from '../analysis/conditions.ts';
import { cellsOf, type GroupName, groupName } from '../analysis/group-name.ts';

/** An item on which conditions disagree. */
export interface Disagreement {
  readonly language: string;
  readonly id: string;
  /** Its cluster, where that is not the item itself. */
  readonly group: string | null;
  /** The right answer, where it is known. */
  readonly gold: string | null;
  /** Mean score over seeds and draws in points, a number a condition; null where it was not scored. */
  readonly scores: readonly (number | null)[];
}

/** The items of a target on which conditions disagree, the widest apart first. */
export interface TargetItems extends GroupName {
  readonly title: string;
  readonly conditions: readonly { readonly name: string; readonly intermediate: string }[];
  readonly items: readonly Disagreement[];
  /** Items that were scored, on which conditions agree, and that disagree but are beyond the limit. */
  readonly scored: number;
  readonly agreed: number;
  readonly leftOut: number;
}

/** What disagreements are sorted out of: a group with the names of its conditions. */
export interface ExplorerGroup extends GroupName {
  readonly conditions: readonly Condition[];
}

/** Items shown of a target at most: the file stays one that a browser opens. */
const itemLimit = 2000;

/** The right answers of a language's items, in the order of their ids; null where they are not known. */
export type GoldOf = (language: string) => readonly string[] | null;

/** The disagreements of a target; null where its metric has no score of an item. */
export function disagreementsOf(
  group: ExplorerGroup,
  results: Pick<Results, 'cells'>,
  { limit = itemLimit, golds = () => null }: { readonly limit?: number; readonly golds?: GoldOf } = {},
): TargetItems | null {
  const own = cellsOf(group, results).filter(({ items }) => items !== null);
  if (own.length === 0) return null;
  const conditions = group.conditions.filter((one) => own.some((cell) => isOf(cell, one)));
  const all = [...grouped(own, ({ language }) => language)].flatMap(([language, inLanguage]) =>
    itemsOf(language, inLanguage, conditions, golds(language)),
  );
  const apart = all.filter(({ scores }) => spreadOf(scores) > 0);
  apart.sort((a, b) => spreadOf(b.scores) - spreadOf(a.scores));
  return {
    ...{ target: group.target, training: group.training, model: group.model, title: groupName(group) },
    conditions: conditions.map((one) => ({ name: conditionName(one), intermediate: one.intermediate })),
    items: apart.slice(0, limit),
    scored: all.length,
    agreed: all.length - apart.length,
    leftOut: Math.max(0, apart.length - limit),
  };
}

/** A condition under the study's own selection has null for it: all its cells are one then. */
const isOf = (cell: Cell, { arm, intermediate, shots, selection }: Condition): boolean =>
  cell.arm === arm &&
  cell.intermediate === intermediate &&
  cell.shots === shots &&
  (selection === null || cell.selection === selection);

function itemsOf(
  language: string,
  cells: readonly Cell[],
  conditions: readonly Condition[],
  golds: readonly string[] | null,
): Disagreement[] {
  const [first] = cells;
  if (!first) return [];
  const runs = conditions.map((one) => cells.filter((cell) => isOf(cell, one)));
  return first.ids.map((id, i) => {
    const group = first.groups?.[i] ?? id;
    return {
      language,
      id,
      group: group === id ? null : group,
      gold: golds?.[i] ?? null,
      scores: runs.map((own) => (own.length > 0 ? mean(own.map(({ items }) => items?.[i] ?? Number.NaN)) : null)),
    };
  });
}

function spreadOf(scores: readonly (number | null)[]): number {
  const known = scores.filter((score) => score !== null);
  return known.length > 1 ? Math.max(...known) - Math.min(...known) : 0;
}
