// The parts of a plan whose recipes are chosen by a sweep: its trials, and the grid as far as the choices are made.
import type { Plan, PlannedCell } from '../records/plan.ts';
import type { SweepChoice } from '../records/sweep.ts';
import { jobsOf, StageNeeds } from './jobs.ts';

/** Whether a cell's trainings have the recipe that a choice gives. */
export const dependsOn = (cell: PlannedCell, { role, model, name, training, controls }: SweepChoice): boolean =>
  cell.model === model &&
  (role === 'target'
    ? cell.target === name && cell.training === training
    : cell.intermediate === name || controls.includes(cell.intermediate));

/** The choices of a plan that are not made yet. */
export const openChoices = ({ sweep }: Pick<Plan, 'sweep'>): readonly SweepChoice[] =>
  (sweep?.choices ?? []).filter(({ chosen }) => chosen === null);

/** Keys of the stages that try the candidates of choices; of those that nobody asked for none. */
export const trialKeys = (choices: readonly SweepChoice[]): readonly string[] =>
  choices.flatMap(({ candidates, unasked = false }) =>
    unasked ? [] : candidates.flatMap(({ trials }) => trials.map(({ stage }) => stage)),
  );

/** The sweep of a plan of which some cells alone are asked for. */
export function askedSweep({ sweep }: Plan, asked: readonly PlannedCell[]): Plan['sweep'] {
  if (!sweep) return undefined;
  const choices = sweep.choices.map((choice) =>
    choice.chosen !== null || asked.some((cell) => dependsOn(cell, choice))
      ? choice
      : { ...choice, unasked: true as const },
  );
  return { ...sweep, choices };
}

/**
 * A plan without the cells whose recipe is still to be chosen: in their place stand stages of a first candidate, which are
 * an estimate, and are not run. All trials stay. This is what a store keeps of a plan.
 */
export function settledPlan(plan: Plan): Plan {
  const open = openChoices(plan);
  if (!plan.sweep || open.length === 0) return plan;
  const cells = plan.cells.filter((cell) => !open.some((choice) => dependsOn(cell, choice)));
  return withStages(plan, cells, trialKeys(plan.sweep.choices));
}

/** The trials that a plan waits for, alone; undefined where every choice is made. */
export function trialsOf(plan: Plan): Plan | undefined {
  const trials = trialKeys(openChoices(plan));
  return trials.length > 0 ? withStages(plan, [], trials) : undefined;
}

function withStages(plan: Plan, cells: Plan['cells'], trials: readonly string[]): Plan {
  const stages = [...new StageNeeds(plan.stages).neededFor([...cells.map(({ stage }) => stage), ...trials])];
  const kept = new Set(stages.map(({ key }) => key));
  const intermediates = plan.keep.intermediates.filter((key) => kept.has(key));
  return { ...plan, cells, stages, jobs: jobsOf(stages), keep: { ...plan.keep, intermediates } };
}
