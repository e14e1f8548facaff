import { type AnyTask, type Problem, StopoverError } from '@stopover/core';
import { languageCalled } from '@stopover/data';
import { nearest } from '@stopover/registry';
import type { Study, TargetChoice } from '../study-file/study.ts';
import { Findings } from '../study-file/study-error.ts';

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

/** The tags of a task that a name means, in the task's order. */
export const tagsNamed = (task: AnyTask, name: string): readonly string[] => [
  ...new Set(
    Object.entries(task.languages)
      .filter(([config, tag]) => meansLanguage(name, config, tag))
      .map(([, tag]) => tag),
  ),
];

/**
 * Which languages of a target a study asks for. A language of the study that another of its targets has is listed
 * under `without`; one that nobody has, or that this target's own list names in vain, was a mistake, and so is one that
 * is named by two names.
 * @throws StudyError naming the places, and what there is.
 */
export function languagesOf(
  study: Pick<Study, 'languages' | 'where'>,
  choice: TargetChoice,
  targets: readonly AnyTask[],
  task: AnyTask,
): ChosenLanguages {
  const tags = distinctTags(task);
  const own = choice.languages;
  const asked = own ?? study.languages;
  if (asked === 'all') return { tags, without: [] };
  const findings = new Findings();
  const known = own ? [task] : targets;
  const place = (i: number) => (own ? choice.where : study.where('languages', i));
  asked.forEach((language, i) => {
    if (!known.some((one) => has(one, language))) findings.add(unknown(language, place(i), known));
  });
  const seen = new Map<string, number>();
  asked.forEach((language, i) => {
    for (const tag of tagsNamed(task, language)) {
      const first = seen.get(tag);
      if (first !== undefined) findings.add(named(tag, task, asked, { first, second: i, place }));
      else seen.set(tag, i);
    }
  });
  findings.end();
  return {
    tags: tags.filter((tag) => seen.has(tag)),
    without: asked.filter((one) => !has(task, one)),
  };
}

interface Twice {
  readonly first: number;
  readonly second: number;
  readonly place: (i: number) => string;
}

function named(tag: string, task: AnyTask, asked: readonly string[], { first, second, place }: Twice): Problem {
  const what = `"${asked[second]}" is ${tag} of ${task.name}, which "${asked[first]}" at ${place(first)} names already`;
  return { where: place(second), what, remedy: 'Name each language once.' };
}

/** Which of some tags (BCP 47) a name that is none of them may mean: that of an English name, or the nearest. */
export function languageMeant(name: string, known: readonly string[]): string | undefined {
  const called = languageCalled(name);
  return known.find((tag) => called !== undefined && meansLanguage(called, tag, tag)) ?? nearest(name, known);
}

function unknown(language: string, where: string, tasks: readonly AnyTask[]): Problem {
  const known = [...new Set(tasks.flatMap((task) => Object.values(task.languages)))].sort();
  const near = languageMeant(language, known);
  const names = tasks.map(({ name }) => name).join(', ');
  const remedy = `${near ? `Did you mean "${near}"? ` : ''}${names}: ${known.join(', ')}.`;
  return { where, what: `there is no language "${language}" in ${names}`, remedy };
}

function distinctTags(task: AnyTask): readonly string[] {
  const tags = Object.values(task.languages);
  const twice = tags.find((tag, i) => tags.indexOf(tag) !== i);
  if (twice === undefined) return tags;
  const what = `two configurations of ${task.source.repo} are both called ${twice}`;
  throw new StopoverError({ where: `task ${task.name}`, what, remedy: 'Give one of them a tag of its own.' });
}
