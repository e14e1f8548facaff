import type { Results } from '@stopover/study';
import { type Group, groupsOf } from '../analysis/conditions.ts';

/** One base model with one English training of each target: claims are judged in each setting by itself. */
export interface Setting {
  /** As the study names it. */
  readonly model: string;
  /** One a target, those that have a result. */
  readonly groups: readonly Group[];
}

/**
 * The settings of a study: its models, and where a target has several English trainings, as many rounds as the target with
 * most of them. A target with fewer takes its last in the rounds that it has no other for.
 */
export function settingsOf(results: Results): Setting[] {
  const groups = groupsOf(results).filter(({ conditions }) => conditions.some(({ cells }) => cells.length > 0));
  return results.study.models.flatMap((model) => {
    const own = groups.filter((group) => group.model === null || group.model === model);
    const trainings = results.targets
      .map(({ name }) => own.filter(({ target }) => target.name === name))
      .filter((list) => list.length > 0);
    const rounds = Math.max(1, ...trainings.map((list) => list.length));
    return Array.from({ length: rounds }, (_, round) => ({
      model,
      groups: trainings.flatMap((list) => list[Math.min(round, list.length - 1)] ?? []),
    }));
  });
}
