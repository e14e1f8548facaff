// A part of a plan, by its cells. The plan itself stays whole: keys, shared stages and what waits for a model are the
// study's, whatever part of it is run.
import type { Plan, PlannedCell } from '../records/plan.ts';
import { type CellFilter, isNamed } from '../study-file/cell-filter.ts';
import { languageKey } from '../study-file/distinct.ts';
import { filterText } from '../study-file/only-option.ts';
import { Findings } from '../study-file/study-error.ts';
import { unknownName } from '../study-file/unknown-name.ts';
import { jobsOf, StageNeeds } from './jobs.ts';
import { askedSweep, dependsOn, trialKeys } from './settled-plan.ts';

/** Whether a part of the grid has a cell. */
const isIn = (filters: readonly CellFilter[], cell: PlannedCell): boolean =>
  isNamed(filters, { ...cell, draw: cell.bucket });

/** A plan of which only a part is asked for. @throws StudyError naming what the study does not have. */
export function onlyOf(plan: Plan, only: readonly CellFilter[]): Plan {
  // Of an empty grid its own reasons are told.
  if (only.length === 0 || plan.cells.length === 0) return plan;
  const known = knownIn(plan);
  const findings = new Findings();
  for (const filter of only) {
    const where = `--only ${filterText(filter)}`;
    const strange = Object.entries(filter).flatMap(([field, values]) => {
      const there = known.get(field) ?? [];
      // As cells are looked for (`isNamed`): a name that is known here and found in none would be passed over in silence.
      const isThere = (value: string | number) =>
        there.some((one) =>
          field === 'language' ? String(one).toLowerCase() === languageKey(String(value)) : one === value,
        );
      return values.filter((value) => !isThere(value)).map((value) => unknownName(where, field, value, there));
    });
    findings.add(...strange);
    if (strange.length > 0 || plan.cells.some((cell) => isIn([filter], cell))) continue;
    const what = 'the study has these, but no cell of its grid that is of all of them';
    findings.add({ where, what, remedy: 'Leave one of them out; `stopover plan` shows the whole grid.' });
  }
  findings.end();
  const sweep = askedSweep(
    plan,
    plan.cells.filter((cell) => isIn(only, cell)),
  );
  return { ...plan, ...(sweep && { sweep }), only: [...only] };
}

/** The values that the cells of a plan have in each field of a filter. */
function knownIn({ cells }: Plan): ReadonlyMap<string, readonly (string | number)[]> {
  const known = new Map<string, Set<string | number>>();
  for (const { bucket: draw, stage: _, ...cell } of cells)
    for (const [field, value] of Object.entries({ ...cell, draw })) {
      const own = known.get(field) ?? new Set();
      known.set(field, own.add(value));
    }
  return new Map([...known].map(([field, values]) => [field, [...values]]));
}

/** The stages, jobs and cells of a plan that are asked for, with what they need; without `only`, the whole plan. */
export function partOf(plan: Plan): Plan {
  const { only } = plan;
  if (!only) return plan;
  const cells = plan.cells.filter((cell) => isIn(only, cell));
  const sweep = plan.sweep && {
    ...plan.sweep,
    choices: plan.sweep.choices.filter((choice) =>
      choice.chosen === null ? !choice.unasked : cells.some((one) => dependsOn(one, choice)),
    ),
  };
  const wanted = [...cells.map(({ stage }) => stage), ...trialKeys(sweep?.choices ?? [])];
  const stages = [...new StageNeeds(plan.stages).neededFor(wanted)];
  const targets = new Set(cells.map(({ target }) => target));
  const intermediates = new Set(['none', ...cells.map(({ intermediate }) => intermediate)]);
  return {
    ...plan,
    cells,
    ...(sweep && { sweep }),
    stages,
    jobs: jobsOf(stages),
    unavailable: plan.unavailable.filter(({ target, arm, language }) =>
      only.some(
        (one) =>
          (one.target?.includes(target) ?? targets.has(target)) &&
          (one.arm?.includes(arm) ?? true) &&
          (language === 'all' || (one.language?.map(languageKey).includes(language.toLowerCase()) ?? true)),
      ),
    ),
    overlaps: plan.overlaps.filter((one) => targets.has(one.target) && intermediates.has(one.intermediate)),
  };
}
