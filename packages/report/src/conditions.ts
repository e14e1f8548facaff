import { DataError } from '@stopover/core';
import type { Arm, Cell, Results, TargetSummary } from '@stopover/study';

/** What was done to a model before it was scored: one line of a table. */
export interface Condition {
  readonly arm: Arm;
  /** `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples; 0 in the arms without. */
  readonly shots: number;
}

/** A condition with its cells: every language, seed and draw of shots. */
export interface Measured extends Condition {
  readonly cells: readonly Cell[];
}

/** One target under one English training: what conditions are compared within. */
export interface Group {
  readonly target: TargetSummary;
  readonly training: string;
  readonly languages: readonly string[];
  /** The languages of the mean: all but English, in which the models were trained; English where there is no other. */
  readonly averaged: ReadonlySet<string>;
  readonly seeds: readonly number[];
  /** In table order; those the study asked for and that have no cell are there too, with none. */
  readonly conditions: readonly Measured[];
}

/** True for `en` and its regions. */
export const isEnglish = (language: string): boolean => /^en(-|$)/.test(language);

/** True when both name the same condition. */
export const sameCondition = (a: Condition, b: Condition): boolean =>
  a.arm === b.arm && a.intermediate === b.intermediate && a.shots === b.shots;

/** The name a person gives a condition: `mnli + 100 shots`. */
export function conditionName({ arm, intermediate, shots }: Condition): string {
  const given = `${shots.toLocaleString('en-US')} shots`;
  if (arm === 'zero-shot') return 'zero-shot';
  if (arm === 'intermediate') return intermediate;
  const stop = intermediate === 'none' ? '' : `${intermediate} + `;
  return stop + (isTranslated({ arm }) ? translationName(arm) : given);
}

/** Whether a condition's models or tests are translated: it has no English, and one model may serve one language. */
export const isTranslated = ({ arm }: Pick<Condition, 'arm'>): boolean => arm.includes('translate-');

function translationName(arm: Arm): string {
  if (arm.endsWith('translate-test')) return 'translate-test';
  return arm.endsWith('+english') ? 'translate-train with English' : 'translate-train';
}

/** The name of a group: the target, and its English training where the target has several. */
export function groupName(group: { readonly target: string; readonly training: string }): string {
  return group.training === '' || group.training === 'default' ? group.target : `${group.target} (${group.training})`;
}

/** The headline score of a cell, or null where its metric was not computed. */
export function headlineOf(cell: Cell, target: TargetSummary): number | null {
  const score = cell.scores[target.metric];
  return score === undefined || Number.isNaN(score) ? null : score;
}

/**
 * Sorts the cells of a study into groups and conditions, whatever order they come in.
 * @throws DataError when a cell names an unknown target, stands there twice, or has items that do not fit its ids.
 */
export function groupsOf(results: Results): Group[] {
  for (const { target } of results.cells)
    if (!results.targets.some(({ name }) => name === target)) throw unknown(target);
  return results.targets.flatMap((target) => {
    const cells = results.cells.filter((cell) => cell.target === target.name);
    check(cells);
    const trainings = cells.length > 0 ? [...new Set(cells.map(({ training }) => training))] : [''];
    return trainings.sort(defaultFirst).map((training) => groupOf(results, target, training, cells));
  });
}

function groupOf({ study }: Results, target: TargetSummary, training: string, all: readonly Cell[]): Group {
  // A cell whose headline score could not be computed counts as missing.
  const cells = all.filter((cell) => cell.training === training && headlineOf(cell, target) !== null).sort(byPlace);
  const conditions = wanted(study);
  for (const cell of cells) if (!conditions.some((known) => sameCondition(known, cell))) conditions.push(nameOf(cell));
  const languages = [...new Set(cells.map(({ language }) => language))].sort();
  const others = languages.filter((language) => !isEnglish(language));
  return {
    target,
    training,
    languages,
    averaged: new Set(others.length > 0 ? others : languages),
    seeds: [...new Set([...study.seeds, ...cells.map(({ seed }) => seed)])].sort((a, b) => a - b),
    conditions: conditions.map((one) => ({ ...one, cells: cells.filter((cell) => sameCondition(one, cell)) })),
  };
}

const translated = ['translate-train', 'translate-train+english', 'translate-test'] as const;

/** Every condition the study's arms ask for, in table order. */
function wanted({ arms, intermediates, shots }: Results['study']): Condition[] {
  const stops = intermediates.filter((name) => name !== 'none');
  const counts = [...shots].filter((k) => k > 0).sort((a, b) => a - b);
  const of = (arm: Arm, conditions: readonly Omit<Condition, 'arm'>[]): Condition[] =>
    arms.includes(arm) ? conditions.map((one) => ({ arm, ...one })) : [];
  return [
    ...of('zero-shot', [{ intermediate: 'none', shots: 0 }]),
    ...of(
      'intermediate',
      stops.map((intermediate) => ({ intermediate, shots: 0 })),
    ),
    ...translated.flatMap((arm) => of(arm, [{ intermediate: 'none', shots: 0 }])),
    ...translated.flatMap((arm) =>
      of(
        `intermediate+${arm}`,
        stops.map((intermediate) => ({ intermediate, shots: 0 })),
      ),
    ),
    ...of(
      'target-shots',
      counts.map((k) => ({ intermediate: 'none', shots: k })),
    ),
    ...of(
      'intermediate+target-shots',
      stops.flatMap((intermediate) => counts.map((k) => ({ intermediate, shots: k }))),
    ),
  ];
}

const nameOf = ({ arm, intermediate, shots }: Cell): Condition => ({ arm, intermediate, shots });

const defaultFirst = (a: string, b: string) => Number(b === 'default') - Number(a === 'default') || compare(a, b);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: Cell, b: Cell) =>
  compare(a.language, b.language) ||
  compare(a.arm, b.arm) ||
  compare(a.intermediate, b.intermediate) ||
  a.shots - b.shots ||
  a.seed - b.seed ||
  a.bucket - b.bucket;

/** What the statistics rely on. `cells` are those of one target. */
function check(cells: readonly Cell[]): void {
  const places = new Set<string>();
  const idsOf = new Map<string, readonly string[]>();
  for (const cell of cells) {
    const { target, training, language, ids, items } = cell;
    const place = JSON.stringify([training, language, nameOf(cell), cell.seed, cell.bucket]);
    if (places.has(place)) throw wrong(cell, 'two cells stand for the same model, language and seed');
    places.add(place);
    if (items && items.length !== ids.length) {
      throw wrong(cell, `there are ${items.length} item scores for ${ids.length} items`);
    }
    const first = idsOf.get(language) ?? ids;
    idsOf.set(language, first);
    if (first !== ids && (first.length !== ids.length || ids.some((id, i) => id !== first[i]))) {
      throw wrong(cell, `its items are not those of the other cells of ${target} in ${language}`);
    }
  }
}

const wrong = (cell: Cell, what: string): DataError =>
  new DataError({
    where: `stage ${cell.stage} (${cell.target}, ${cell.language}, ${conditionName(cell)}, seed ${cell.seed})`,
    what,
    remedy: 'Remove the stage from the store and run the study again: only that stage is made anew.',
  });

const unknown = (target: string): DataError =>
  new DataError({
    where: `results: target ${target}`,
    what: 'there are cells of it, and no description',
    remedy: 'Add it to `targets` of the results.',
  });
