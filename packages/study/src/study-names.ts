// What the names of a study file stand for: the part of its check that needs the plugins.
import type { AnyTask, Backend, Executor, Problem, Translator } from '@stopover/core';
import type { Catalog } from '@stopover/registry';
import { checkBlend, checkTrainable } from './stopovers.ts';
import { Findings } from './study-error.ts';
import type { Study } from './study-file.ts';
import { type StudyTarget, targetsOf } from './targets.ts';
import { filesName } from './translations.ts';

/** What there is to be named. */
export interface Known {
  readonly tasks: Catalog<AnyTask>;
  readonly translators: Catalog<Translator>;
  readonly backends: Catalog<Backend>;
  readonly executors: Catalog<Executor>;
}

/**
 * Every name of a study that nothing stands behind, or something that does not go there. `instead` are a backend and an
 * executor that were chosen in place of the study's, which then need not be there.
 */
export function nameProblems(
  study: Study,
  { tasks, translators, backends, executors }: Known,
  instead: { readonly backend?: string | undefined; readonly executor?: string | undefined } = {},
): readonly Problem[] {
  const findings = new Findings();
  findings.attempt(() => resolveTasks(study, tasks));
  for (const { use, name } of study.translators) {
    if (use !== filesName) findings.attempt(() => translators.get(use, study.where('translators', name, 'use')));
  }
  if (study.backend !== 'auto' && instead.backend === undefined)
    findings.attempt(() => backends.get(study.backend, study.where('backend')));
  if (instead.executor === undefined) findings.attempt(() => executors.get(study.executor, study.where('executor')));
  return findings.problems;
}

/** A study's tasks. */
export interface StudyTasks {
  readonly targets: readonly StudyTarget[];
  readonly intermediates: readonly {
    readonly stop: Study['intermediates'][number];
    readonly tasks: readonly AnyTask[];
  }[];
}

/** @throws StudyError naming all places of unknown tasks, and of tasks that cannot stand where they do. */
export function resolveTasks(study: Study, tasks: Catalog<AnyTask>): StudyTasks {
  const findings = new Findings();
  const targets = findings.attempt(() => targetsOf(study, tasks)) ?? [];
  const intermediates = study.intermediates.map((stop) => {
    const { where } = stop;
    const own = stop.tasks.flatMap((name) => {
      const task = findings.attempt(() => tasks.get(name, where));
      if (task) findings.attempt(() => checkTrainable(task, where));
      return task ? [task] : [];
    });
    if (own.length === stop.tasks.length) findings.attempt(() => checkBlend(stop, own));
    return { stop, tasks: own };
  });
  findings.end();
  return { targets, intermediates };
}
