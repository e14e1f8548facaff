// What a study's trainings have in common with its targets: the target's own training rows, and texts of its test.
// Which tasks share data is said by the tasks (`trainingTasks`, `sharesWith`), never here.
import type { AnyTask, Overlap } from '@stopover/core';
import type { Tables } from '@stopover/data';
import type { Plan } from '../records/plan.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import type { Study } from '../study-file/study.ts';
import type { Intermediate } from '../study-file/study-intermediates.ts';
import type { StudyTarget } from './targets.ts';

/** An intermediate of a study, or a mixture, with its tasks. */
export interface NamedIntermediate {
  readonly chosen: Intermediate;
  readonly tasks: readonly AnyTask[];
}

/**
 * One note for each way in which an intermediate's task and a target meet, in the study's order. Under the intermediate `none`:
 * targets whose own English training chooses its model on texts of the test, in every arm.
 */
export async function overlapsOf(
  study: Study,
  tables: Tables,
  chosenOnes: readonly NamedIntermediate[],
  targets: readonly StudyTarget[],
): Promise<Plan['overlaps']> {
  const overlaps: Plan['overlaps'] = [];
  for (const target of targets) {
    for (const note of chosenOnTest(study, target)) {
      overlaps.push({ intermediate: 'none', target: target.task.name, note });
    }
  }
  for (const { chosen, tasks } of chosenOnes) {
    for (const target of targets) {
      for (const task of tasks) {
        for (const note of await meetings(tables, chosen.name, task, target)) {
          overlaps.push({ intermediate: chosen.name, target: target.task.name, note });
        }
      }
    }
  }
  return overlaps;
}

/** What an intermediate's task has in common with a target, in sentences. */
async function meetings(
  tables: Tables,
  chosen: string,
  task: AnyTask,
  { task: target, trainings }: StudyTarget,
): Promise<string[]> {
  const found: string[] = [];
  const subject = chosen === task.name ? chosen : `${chosen} trains on ${task.name}, which`;
  for (const own of ownTasks(trainings)) {
    const training = `${target.name}'s own English training data`;
    const shared = sharedBy(task, own);
    if (await sameRows(tables, task, own))
      found.push(`${chosen} trains on the rows of ${own.name}, which is ${training}`);
    else if (shared) found.push(`${subject} has rows in common with ${own.name}, ${training}: ${shared.what}`);
  }
  const shared = task === target ? undefined : sharedBy(task, target);
  if (shared) found.push(`${subject} has data in common with ${target.name}: ${shared.what}`);
  return found;
}

function chosenOnTest(study: Study, { task: target, trainings }: StudyTarget): string[] {
  return ownTasks(trainings).flatMap((own) => {
    const shared = (target.sharesWith ?? []).find(({ task, split }) => task === own.name && split === 'validation');
    if (!shared || recipeFor(study.recipe, 'target', own.kind).select === 'last') return [];
    return `the English training of ${target.name} chooses its model on development rows of ${own.name}: ${shared.what}`;
  });
}

const ownTasks = (trainings: StudyTarget['trainings']): readonly AnyTask[] => [
  ...new Set(trainings.flatMap(({ tasks }) => tasks)),
];

/** What either of two tasks says of the other. */
const sharedBy = (a: AnyTask, b: AnyTask): Overlap | undefined =>
  a.sharesWith?.find(({ task }) => task === b.name) ?? b.sharesWith?.find(({ task }) => task === a.name);

/** Whether two tasks are one, or train on the same bytes under two names. */
async function sameRows(tables: Tables, a: AnyTask, b: AnyTask): Promise<boolean> {
  if (a === b) return true;
  const [one, other] = [await tables.find(a, 'en', 'train'), await tables.find(b, 'en', 'train')];
  return one.ok && other.ok && one.value.fingerprint === other.value.fingerprint;
}
