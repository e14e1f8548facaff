import { type AnyTask, nearest, RequestError, StopoverError } from '@stopover/core';
import type { Study, TargetChoice } from './study-file.ts';

/** The languages of one target: those that it has, and those that were asked for and that it has not. */
export interface ChosenLanguages {
  /** BCP 47, in the task's order. */
  readonly tags: readonly string[];
  readonly without: readonly string[];
}

/** `de` is the tag `de`, the configuration `de`, and any tag of that language (`zh` finds `zh-Hans`). */
export const meansLanguage = (asked: string, config: string, tag: string): boolean =>
  asked === tag || asked === config || asked === tag.split('-')[0];

const has = (task: AnyTask, asked: string): boolean =>
  Object.entries(task.languages).some(([config, tag]) => meansLanguage(asked, config, tag));

/**
 * Which languages of a target a study asks for. A language of the study that another of its targets has is listed
 * under `without`; one that nobody has, or that this target's own list names in vain, was a mistake.
 * @throws RequestError naming the place, and what there is.
 */
export function languagesOf(
  study: Study,
  choice: TargetChoice,
  targets: readonly AnyTask[],
  task: AnyTask,
): ChosenLanguages {
  const tags = distinctTags(task);
  if (choice.languages) {
    for (const asked of choice.languages) if (!has(task, asked)) refuse(asked, choice.where, [task]);
  }
  const asked = choice.languages ?? study.languages;
  if (asked === 'all') return { tags, without: [] };
  asked.forEach((language, i) => {
    const known = choice.languages ? [task] : targets;
    if (!known.some((one) => has(one, language))) refuse(language, study.where('languages', i), known);
  });
  const wanted = Object.entries(task.languages).filter(([config, tag]) =>
    asked.some((one) => meansLanguage(one, config, tag)),
  );
  return { tags: wanted.map(([, tag]) => tag), without: asked.filter((one) => !has(task, one)) };
}

function refuse(language: string, where: string, tasks: readonly AnyTask[]): never {
  const known = [...new Set(tasks.flatMap((task) => Object.values(task.languages)))].sort();
  const near = nearest(language, known);
  const names = tasks.map(({ name }) => name).join(', ');
  const remedy = `${near ? `Did you mean "${near}"? ` : ''}${names}: ${known.join(', ')}.`;
  throw new RequestError({ where, what: `there is no language "${language}" in ${names}`, remedy });
}

function distinctTags(task: AnyTask): readonly string[] {
  const tags = Object.values(task.languages);
  const twice = tags.find((tag, i) => tags.indexOf(tag) !== i);
  if (twice === undefined) return tags;
  const what = `two configurations of ${task.source.repo} are both called ${twice}`;
  throw new StopoverError({ where: `task ${task.name}`, what, remedy: 'Give one of them a tag of its own.' });
}
