import type { Results } from '@stopover/study';
import { sweepLines } from '../analysis/sweep-table.ts';
import type { StudyDifference } from './compared.ts';

/** What differs between two studies beside their results, as far as it is recorded. */
export function studyDifferences(first: Results, second: Results): StudyDifference[] {
  const differs = (what: string, a: string, b: string): StudyDifference[] =>
    a === b ? [] : [{ what, first: a, second: b }];
  const { study: one } = first;
  const { study: other } = second;
  return [
    ...differs('model', one.models.join(', '), other.models.join(', ')),
    ...differs('recipe', one.recipe, other.recipe),
    ...differs('chosen by the sweep', chosenIn(first), chosenIn(second)),
    ...differs('order of examples', one.order, other.order),
    ...differs('backend', one.backend, other.backend),
    ...differs('source', one.source, other.source),
    ...differs('seeds', one.seeds.join(', '), other.seeds.join(', ')),
    ...differs('draws of shots', `${one.buckets}`, `${other.buckets}`),
    ...intermediates(first, second),
    ...revisions(first, second),
  ];
}

/** What a sweep has chosen; nothing without one. */
const chosenIn = (results: Results): string =>
  sweepLines(results)
    .flatMap(({ training, candidate, chosen }) => (chosen ? `${training}: ${candidate}` : []))
    .join('; ') || 'nothing';

/** Intermediates of one name that are made of other things. */
function intermediates({ study: one }: Results, { study: other }: Results): StudyDifference[] {
  const made = (study: Results['study'], name: string) =>
    study.described?.find((described) => described.name === name)?.made ?? name;
  return one.intermediates
    .filter((name) => other.intermediates.includes(name))
    .flatMap((name) => {
      const [a, b] = [made(one, name), made(other, name)];
      return a === b ? [] : [{ what: `intermediate ${name}`, first: a, second: b }];
    });
}

/** Data sets that were read at other commits: items of one id may then be other items. */
function revisions(first: Results, second: Results): StudyDifference[] {
  return first.references.flatMap(({ task, repo, revision }) => {
    const other = second.references.find((one) => one.task === task && one.repo === repo);
    if (!other || other.revision === revision) return [];
    return [{ what: `commit of ${repo}`, first: revision ?? 'unknown', second: other.revision ?? 'unknown' }];
  });
}
