// What a plan says of its sweep.
import type { Plan } from '../records/plan.ts';
import type { PlannedSweep } from '../records/sweep.ts';
import { Findings } from '../study-file/study-error.ts';
import { sweptRoles } from '../study-file/sweep-schema.ts';
import type { PlanContext } from './plan-context.ts';
import { dependsOn } from './settled-plan.ts';
import { asWritten, type PlannedChoice } from './sweep-trials.ts';

/**
 * The choices that some cell depends on, with their trials among the stages.
 * @throws StudyError naming those that cannot be made, and what is swept in vain.
 */
export async function plannedSweep(
  context: PlanContext,
  planned: readonly PlannedChoice[],
  cells: Plan['cells'],
): Promise<PlannedSweep | undefined> {
  const { study, registry } = context;
  if (!study.sweep) return undefined;
  const findings = new Findings();
  const needed = planned.filter(({ choice }) => cells.some((cell) => dependsOn(cell, choice)));
  for (const { problem, register } of needed) {
    if (problem) findings.add(problem);
    else await register(registry);
  }
  for (const role of sweptRoles) {
    const isIdle = study.sweep.candidates[role] && !needed.some(({ choice }) => choice.role === role);
    if (!isIdle || cells.length === 0) continue;
    const what = `no cell of the grid has a training of ${role === 'target' ? 'a target' : 'an intermediate'} that could be swept`;
    findings.add({ where: study.where('sweep', 'over', role), what, remedy: 'Leave it out of the sweep.' });
  }
  findings.end();
  const { method, seeds } = study.sweep;
  return { method, seeds: [...seeds], choices: needed.map(({ choice }) => choice), asWritten: asWritten(context) };
}
