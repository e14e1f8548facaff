// What the names of a study file stand for: the part of its check that needs the plugins.
import {
  type AnyTask,
  type Backend,
  type Executor,
  type Problem,
  RequestError,
  type Tracker,
  type Translator,
} from '@stopover/core';
import { withoutTables } from '@stopover/data';
import type { Catalog } from '@stopover/registry';
import type { ArmForm } from '../arms/arm-form.ts';
import { type ArmTable, checkOwn } from '../arms/arm-table.ts';
import { checkBlend, checkTrainable } from '../planning/english-stages.ts';
import { type StudyTarget, targetsOf } from '../planning/targets.ts';
import { filesName } from '../planning/translations.ts';
import { checkTracker } from '../tracking/trackers.ts';
import type { Study } from './study.ts';
import { armProblems, seedProblems } from './study-arms.ts';
import { Findings } from './study-error.ts';
import { primaryProblems, primaryTrainingProblems } from './study-primary.ts';
import { skipProblems, skipTargetProblems } from './study-skip.ts';

/** What there is to be named. */
export interface Known {
  readonly arms: ArmTable;
  readonly tasks: Catalog<AnyTask>;
  readonly translators: Catalog<Translator>;
  readonly backends: Catalog<Backend>;
  readonly executors: Catalog<Executor>;
  readonly trackers: Catalog<Tracker>;
}

/** What was chosen in place of the study's. */
export interface Instead {
  readonly backend?: string | undefined;
  readonly executor?: string | undefined;
  readonly tracker?: readonly string[] | undefined;
}

/**
 * Every name of a study that nothing stands behind, or something that does not go there. What was chosen
 * in place of something of the study's stands for it, which then need not be there.
 */
export function nameProblems(
  study: Study,
  { arms, tasks, translators, backends, executors, trackers }: Known,
  instead: Instead = {},
): readonly Problem[] {
  const findings = new Findings();
  findings.attempt(() => resolveTasks(study, tasks));
  findings.attempt(() => resolveArms(study, arms));
  for (const { use, name } of study.translators) {
    if (use !== filesName) findings.attempt(() => translators.get(use, study.where('translators', name, 'use')));
  }
  if (study.backend !== 'auto' && instead.backend === undefined)
    findings.attempt(() => backends.get(study.backend, study.where('backend')));
  for (const { name, settings, where } of study.executors)
    findings.attempt(() => checkExecutor(executors.get(name, where), settings, where));
  if (instead.executor === undefined) findings.attempt(() => executors.get(study.executor, study.where('executor')));
  if (instead.tracker === undefined)
    for (const choice of study.trackers) findings.attempt(() => checkTracker(trackers, choice));
  return findings.problems;
}

function checkExecutor({ name, check }: Executor, settings: object, where: string): void {
  if (check) check({ ...settings }, where);
  else if (Object.keys(settings).length > 0)
    throw new RequestError({ where, what: `the executor ${name} has no settings`, remedy: 'Leave them out.' });
}

/** @throws StudyError naming all places of unknown arms, and of what an arm needs and the study lacks. */
export function resolveArms(study: Study, table: ArmTable): readonly ArmForm[] {
  const findings = new Findings();
  findings.attempt(() => checkOwn(study.arms, table));
  for (const one of study.arms) {
    // Of an arm of the file's own it is what it averages.
    const { name, where } = one.averaged ?? one;
    if (!table.knows(one, study.arms)) findings.attempt(() => table.get(name, where));
  }
  findings.end();
  const forms = findings.attempt(() => table.formsOf(study.arms)) ?? [];
  findings.end();
  findings.add(...armProblems(study, forms), ...seedProblems(study, forms), ...againstProblems(study, table));
  findings.add(...primaryProblems(study, forms), ...skipProblems(study, forms));
  findings.end();
  return forms;
}

/** An arm that is compared with one that nobody knows. */
const againstProblems = ({ arms }: Study, table: ArmTable): readonly Problem[] =>
  arms.flatMap(({ own, where }) => {
    const { against } = own ?? {};
    if (against === undefined || table.has(against) || arms.some(({ name }) => name === against)) return [];
    return [
      { where, what: `there is no arm "${against}" to compare it with`, remedy: `Known: ${table.names.join(', ')}.` },
    ];
  });

/** A study's tasks. */
export interface StudyTasks {
  readonly targets: readonly StudyTarget[];
  readonly intermediates: readonly {
    readonly chosen: Study['intermediates'][number];
    readonly tasks: readonly AnyTask[];
  }[];
}

/** @throws StudyError naming all places of unknown tasks, and of tasks that cannot stand where they do. */
export function resolveTasks(study: Study, tasks: Catalog<AnyTask>): StudyTasks {
  const findings = new Findings();
  const targets = findings.attempt(() => targetsOf(study, tasks)) ?? [];
  findings.add(...primaryTrainingProblems(study, targets), ...skipTargetProblems(study, targets));
  const intermediates = study.intermediates.map((chosen) => {
    const { where } = chosen;
    const own = chosen.tasks.flatMap((name) => {
      const task = findings.attempt(() => tasks.get(name, where));
      if (task) findings.attempt(() => checkTrainable(task, where));
      return task ? [task] : [];
    });
    const left = findings.attempt(() => leftOf(own, chosen, { targets, tasks })) ?? own;
    if (own.length === chosen.tasks.length) findings.attempt(() => checkBlend(chosen, left));
    return { chosen, tasks: left };
  });
  findings.end();
  return { targets, intermediates };
}

/** An intermediate's tasks without the tables that it leaves out. */
function leftOf(
  own: readonly AnyTask[],
  { without, where }: Study['intermediates'][number],
  { targets, tasks }: { readonly targets: readonly StudyTarget[]; readonly tasks: Catalog<AnyTask> },
): readonly AnyTask[] {
  if (without === undefined) return own;
  const others = without.map((name) => tasks.get(name, where));
  const trained = targets.flatMap(({ task, trainings }) =>
    trainings.every((training) => training.tasks.every(({ name }) => without.includes(name))) ? [task.name] : [],
  );
  return own.map((task) => withoutTables(task, { others, trained, where }));
}
