import { type AnyTask, RequestError, StopoverError } from '@stopover/core';
import { type Catalog, nearest } from '@stopover/registry';
import type { RecipeFields } from '@stopover/training';
import type { Study, TargetChoice } from '../study-file/study.ts';
import { Findings } from '../study-file/study-error.ts';
import { checkTrainable } from './english-stages.ts';
import { type ChosenLanguages, languagesOf } from './languages.ts';

/** One list of training tasks of a target. */
export interface EnglishTraining {
  /** `default`, `copa`, `siqa-copa`; '' for a target that is only evaluated. */
  readonly name: string;
  readonly tasks: readonly AnyTask[];
}

/** A target of a study with everything that its tasks say about it. */
export interface StudyTarget {
  readonly task: AnyTask;
  readonly languages: ChosenLanguages;
  readonly trainings: readonly EnglishTraining[];
  /** What is scored. */
  readonly split: TargetChoice['split'];
  /** Fields of the recipe of its trainings, over those of the role. */
  readonly recipe: RecipeFields;
}

/**
 * Resolves a study's targets.
 * @throws StudyError naming the places of all unknown tasks, languages and lists of training tasks.
 */
export function targetsOf(
  study: Pick<Study, 'targets' | 'languages' | 'where'>,
  tasks: Catalog<AnyTask>,
): StudyTarget[] {
  const findings = new Findings();
  const chosen = study.targets.flatMap((choice) => {
    const task = findings.attempt(() => tasks.get(choice.task, choice.where));
    return task ? [{ choice, task }] : [];
  });
  // A language that only an unknown target may have is not held against the study.
  const complete = chosen.length === study.targets.length;
  const all = chosen.map(({ task }) => task);
  const targets = chosen.flatMap(({ choice, task }): StudyTarget[] => {
    const scored = findings.attempt(() => checkSplit(choice, task));
    // One that cannot be scored is asked nothing more.
    if (!scored) return [];
    const languages =
      complete || choice.languages ? findings.attempt(() => languagesOf(study, choice, all, task)) : undefined;
    const trainings = findings.attempt(() => trainingsOf(choice, task, tasks));
    return languages && trainings ? [{ task, languages, trainings, split: choice.split, recipe: choice.recipe }] : [];
  });
  findings.end();
  return targets;
}

function checkSplit(choice: TargetChoice, task: AnyTask): true {
  if (task.source.splits[choice.split] !== undefined) return true;
  const remedy = 'Name a target: `stopover tasks` lists them.';
  const what = `${task.name} has no ${choice.split} split to be evaluated on`;
  throw new RequestError({ where: choice.where, what, remedy });
}

function trainingsOf(choice: TargetChoice, task: AnyTask, tasks: Catalog<AnyTask>): EnglishTraining[] {
  const recipes = Object.entries(task.trainingTasks ?? {});
  const known = recipes.map(([name]) => name);
  const [first] = known;
  const wanted = choice.training.length > 0 ? choice.training : [first ?? ''];
  return wanted.map((name) => {
    const recipe = recipes.find(([own]) => own === name)?.[1];
    if (!recipe && name !== '') {
      const near = nearest(name, known);
      const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${known.join(', ') || 'none, it is only evaluated'}.`;
      throw new RequestError({
        where: choice.where,
        what: `${task.name} has no list of training tasks "${name}"`,
        remedy,
      });
    }
    const chain = (recipe ?? []).map((one) => tasks.get(one, `task ${task.name}, trainingTasks.${name}`));
    for (const one of chain) checkFits(task, one);
    if (chain.length === 0 && task.kind !== 'bitext') {
      const what = `a ${task.kind} task needs a head, and the task names no English training`;
      throw new StopoverError({ where: `task ${task.name}`, what, remedy: 'Give the task `trainingTasks`.' });
    }
    return { name, tasks: chain };
  });
}

/** A head that was trained for other labels would be scored as if it had these. */
function checkFits(target: AnyTask, trained: AnyTask): void {
  const refuse = (what: string): never => {
    const remedy = 'Correct `trainingTasks` of the target.';
    throw new StopoverError({ where: `task ${target.name}, trained on ${trained.name}`, what, remedy });
  };
  checkTrainable(trained, `task ${target.name}, trainingTasks`);
  if (target.kind !== trained.kind) refuse(`one is ${target.kind} and the other ${trained.kind}`);
  const labels = (task: AnyTask) => ('labels' in task.head ? task.head.labels.join(', ') : '');
  const alike = ('alike' in target.head && target.head.alike) || [];
  if ([labels(target), ...alike.map((names) => names.join(', '))].includes(labels(trained))) return;
  refuse(`the labels differ (${labels(target)}; ${labels(trained)})`);
}
