// What a reader must know of a sweep that has not chosen yet.
import { openChoices } from '../planning/settled-plan.ts';
import type { Plan } from '../records/plan.ts';
import { choiceInWords } from '../records/sweep.ts';

/** A sentence that names the trainings whose recipe is still to be chosen; none where every one is. */
export function openInWords(plan: Pick<Plan, 'study' | 'sweep'>): readonly string[] {
  const open = openChoices(plan).map((choice) => choiceInWords(choice, plan.study.models));
  if (open.length === 0) return [];
  return [
    `The recipe of ${[...new Set(open)].join(', ')} is not chosen yet: trials of the sweep are missing, and what depends on them is left out. The same \`stopover run\` goes on.`,
  ];
}
