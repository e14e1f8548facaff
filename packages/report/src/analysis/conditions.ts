import { DataError, type Selection } from '@stopover/core';
import { isEnglish } from '@stopover/data';
import type { Cell, PlannedArm, Results, TargetSummary } from '@stopover/study';
import { countedIn } from './counted-in.ts';

/** What was done to a model before it was scored: one line of a table. */
export interface Condition {
  /** Name of the arm's form. */
  readonly arm: string;
  /** `none` in the arms without one. */
  readonly intermediate: string;
  /** Labelled target-language examples of a draw; 0 in the arms without. */
  readonly shots: number;
  /** How the trainings on the target kept their model; null where all did as their recipe says. */
  readonly selection: Selection | null;
  /** The name a person gives it: `mnli + 100 shots`. */
  readonly name: string;
}

/** A condition with its cells: every language, seed and draw of shots. */
export interface Measured extends Condition {
  readonly planned: PlannedArm;
  readonly cells: readonly Cell[];
}

/** One target under one English training: what conditions are compared within. */
export interface Group {
  readonly target: TargetSummary;
  readonly training: string;
  /** Null where the study has one model. */
  readonly model: string | null;
  readonly languages: readonly string[];
  /** The languages of the mean: all but English, in which the models were trained; English where there is no other. */
  readonly averaged: ReadonlySet<string>;
  readonly seeds: readonly number[];
  /** In table order; those that a plan asked for and that have no cell are there too, with none. */
  readonly conditions: readonly Measured[];
}

/** The name a person gives a condition: `mnli + 100 shots`. */
export const conditionName = ({ name }: Pick<Condition, 'name'>): string => name;

function nameFrom({ label }: PlannedArm, { intermediate, shots, selection }: Omit<Condition, 'name'>): string {
  const name = label.replace('{k}', shots.toLocaleString('en-US')).replace('{intermediate}', intermediate);
  return selection === null ? name : `${name}, selection: ${selection}`;
}

/** The headline score of a cell, or null where its metric was not computed. */
export function headlineOf(cell: Pick<Cell, 'scores'>, target: TargetSummary): number | null {
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
    const planned = results.planned?.filter((one) => one.target === target.name) ?? [];
    const trainings = [...new Set((cells.length > 0 ? cells : planned).map(({ training }) => training))];
    if (trainings.length === 0) trainings.push('');
    const { models } = results.study;
    return trainings
      .sort(defaultFirst)
      .flatMap((training) => models.map((model) => groupOf(results, { target, training, model }, cells)));
  });
}

function groupOf(
  { study, planned }: Results,
  { target, training, model }: { readonly target: TargetSummary; readonly training: string; readonly model: string },
  all: readonly Cell[],
): Group {
  // A cell whose headline score could not be computed counts as missing.
  const cells = all
    .filter((cell) => cell.training === training && cell.model === model && headlineOf(cell, target) !== null)
    .sort(byPlace);
  const conditions = wanted(study);
  const ofCondition = new Map<Wanted, Cell[]>();
  for (const cell of cells) {
    let own = conditions.find((one) => isOf(one, cell));
    if (!own) {
      own = unasked(study, cell);
      conditions.push(own);
    }
    const known = ofCondition.get(own);
    if (known) known.push(cell);
    else ofCondition.set(own, [cell]);
  }
  // A study may skip parts of its grid: those have no results because nobody wants them.
  const isAsked = (one: Wanted) =>
    planned ? countedIn(planned, { ...one, target: target.name, training, model }) > 0 : study.planned !== false;
  const languages = [...new Set(cells.map(({ language }) => language))].sort();
  const others = languages.filter((language) => !isEnglish(language));
  return {
    target,
    training,
    model: study.models.length > 1 ? model : null,
    languages,
    averaged: new Set(others.length > 0 ? others : languages),
    seeds: [...new Set([...study.seeds, ...cells.map(({ seed }) => seed)])].sort((a, b) => a - b),
    conditions: apartByName(
      conditions
        .map((one) => ({ ...one, cells: ofCondition.get(one) ?? [] }))
        .filter((one) => one.cells.length > 0 || isAsked(one)),
    ),
  };
}

/**
 * Conditions each under a name of its own, by which the statistics and tables know them: an arm of others may be called
 * `100 shots`, as 100 shots after English are.
 */
function apartByName(conditions: readonly Measured[]): readonly Measured[] {
  const taken = new Set<string>();
  return conditions.map((one) => {
    const { name, arm, intermediate, shots } = one;
    const own = [name, `${name} (${arm})`].find((text) => !taken.has(text));
    const free = own ?? `${name} (${[arm, intermediate, `${shots} shots`].join(', ')})`;
    taken.add(free);
    return free === name ? one : { ...one, name: free };
  });
}

type Wanted = Omit<Measured, 'cells'>;

/** Every condition the study's arms ask for, in table order: without shots first, and what all are compared with at the head. */
function wanted({ arms, intermediates, shots, selections }: Results['study']): Wanted[] {
  const stops = intermediates.filter((name) => name !== 'none');
  const counts = [...shots].filter((k) => k > 0).sort((a, b) => a - b);
  const first = arms.find(({ against }) => against === null)?.arm;
  const rank = ({ arm, shots: few, intermediate }: PlannedArm) =>
    4 * Number(few) + 2 * Number(arm !== first) + Number(intermediate);
  const chosen: readonly (Selection | null)[] = selections.length > 0 ? selections : [null];
  return [...arms]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((planned) =>
      (planned.perIntermediate ? stops : ['none']).flatMap((intermediate) =>
        (planned.shots ? counts : [0]).flatMap((k) =>
          (planned.select === null ? chosen : [planned.select]).map((selection) =>
            named(planned, { arm: planned.name, intermediate, shots: k, selection }),
          ),
        ),
      ),
    );
}

const named = (planned: PlannedArm, condition: Omit<Condition, 'name'>): Wanted => ({
  ...condition,
  name: nameFrom(planned, condition),
  planned,
});

const isOf = (one: Condition, cell: Cell): boolean =>
  one.arm === cell.arm &&
  one.intermediate === cell.intermediate &&
  one.shots === cell.shots &&
  (one.selection === null || one.selection === cell.selection);

/** A cell that the study's arms do not ask for: shown, not hidden. */
function unasked({ arms }: Results['study'], { arm, intermediate, shots, selection }: Cell): Wanted {
  const planned = arms.find(({ name }) => name === arm);
  if (planned) return named(planned, { arm, intermediate, shots, selection });
  const own = {
    arm,
    intermediate: intermediate !== 'none',
    perIntermediate: intermediate !== 'none',
    path: arm,
    line: arm,
  };
  const plain = { name: arm, shots: shots > 0, english: true, translated: false, against: null };
  const label = intermediate === 'none' ? arm : `{intermediate} + ${arm}`;
  return named(
    { ...own, ...plain, withoutShots: null, average: null, label, select: null, citation: null },
    { arm, intermediate, shots, selection: null },
  );
}

const defaultFirst = (a: string, b: string) => Number(b === 'default') - Number(a === 'default') || compare(a, b);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: Cell, b: Cell) =>
  compare(a.language, b.language) ||
  compare(a.arm, b.arm) ||
  compare(a.selection, b.selection) ||
  compare(a.intermediate, b.intermediate) ||
  a.shots - b.shots ||
  a.seed - b.seed ||
  a.bucket - b.bucket;

/** What the statistics rely on. `cells` are those of one target. */
function check(cells: readonly Cell[]): void {
  const places = new Set<string>();
  const idsOf = new Map<string, readonly string[]>();
  for (const cell of cells) {
    const { target, training, language, ids, items, model, arm, intermediate, shots, selection } = cell;
    const place = JSON.stringify([
      ...[model, training, language, arm, intermediate, shots, selection],
      ...[cell.seed, cell.bucket],
    ]);
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
    where: `stage ${cell.stage} (${cell.target}, ${cell.language}, ${cell.arm}, ${cell.intermediate}, ${cell.shots} shots, seed ${cell.seed})`,
    what,
    remedy: 'Remove the stage from the store and run the study again: only that stage is made anew.',
  });

const unknown = (target: string): DataError =>
  new DataError({
    where: `results: target ${target}`,
    what: 'there are cells of it, and no description',
    remedy: 'Add it to `targets` of the results.',
  });
