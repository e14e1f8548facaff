// What a study's trainings have in common with its targets: the target's own training rows, and texts of its test.
// Which tasks share data is said by the tasks (`trainingTasks`, `sharesWith`), never here.
import type { AnyTask, Overlap } from '@stopover/core';
import { isEnglish, type Tables } from '@stopover/data';
import type { RecipeFields } from '@stopover/training';
import type { Plan } from '../records/plan.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import type { Study } from '../study-file/study.ts';
import type { Intermediate } from '../study-file/study-intermediates.ts';
import type { StudyTarget } from './targets.ts';
import { givenTwice } from './test-files.ts';

/** An intermediate of a study, or a mixture, with its tasks. */
export interface NamedIntermediate {
  readonly chosen: Intermediate;
  readonly tasks: readonly AnyTask[];
}

/**
 * One note for each way in which an intermediate's task and a target meet, in the study's order. Under the intermediate `none`:
 * targets whose own English training chooses its model on texts of the test, or on development rows that are scored, and
 * targets of the study's own with one file for two things.
 */
export async function overlapsOf(
  study: Study,
  tables: Tables,
  chosenOnes: readonly NamedIntermediate[],
  targets: readonly StudyTarget[],
): Promise<Plan['overlaps']> {
  const overlaps: Plan['overlaps'] = [];
  for (const target of targets) {
    for (const note of [...chosenOnTest(study, target), ...(await givenTwice(tables, target))]) {
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

/** Notes of what meets in a cell of the grid: a study may leave out an intermediate on the way to one of its targets. */
export function inGrid(overlaps: Plan['overlaps'], cells: Plan['cells']): Plan['overlaps'] {
  const met = new Set(cells.map(({ intermediate, target }) => JSON.stringify([intermediate, target])));
  return overlaps.filter(
    ({ intermediate, target }) => intermediate === 'none' || met.has(JSON.stringify([intermediate, target])),
  );
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

function chosenOnTest(study: Study, { task: target, trainings, split: scored, languages, recipe }: StudyTarget) {
  // Of a parallel test the rows of every language are the English ones.
  const scoresEnglish = scored === 'validation' && (languages.tags.some(isEnglish) || target.parallel === true);
  return ownTasks(trainings).flatMap((own): string | string[] => {
    if (!choosesOnEnglish(study, own, recipe)) return [];
    const chooses = `the English training of ${target.name} chooses its model on`;
    if (own === target && scoresEnglish)
      return `${chooses} English development rows, and these, or the same items in other languages, are what is scored`;
    const shared = (target.sharesWith ?? []).find(({ task, split }) => task === own.name && split === 'validation');
    return shared ? `${chooses} development rows of ${own.name}: ${shared.what}` : [];
  });
}

/**
 * Whether some model is chosen on English development rows, as they are or translated: by the selection of the study or of
 * an arm, else by the recipe, or among the weights of a sum.
 */
function choosesOnEnglish({ selections, arms, recipe }: Study, { kind }: AnyTask, own: RecipeFields): boolean {
  const usual = selections.length > 0 ? selections : [recipeFor(recipe, 'target', kind, own).select];
  const ways = [...usual, ...arms.flatMap((arm) => arm.own?.select ?? [])];
  const sums = arms.flatMap(({ own: arm }) => (arm?.combine && 'add' in arm.combine ? arm.combine.add : []));
  return ways.some((way) => way === 'best' || way === 'translated') || sums.some((weights) => weights.length > 1);
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
