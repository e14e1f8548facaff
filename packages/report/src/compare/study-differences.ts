import { grouped } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import { sentenceStates } from '../analysis/sentence-states.ts';
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
    ...arms(first, second),
    ...intermediates(first, second),
    ...translators(first, second),
    ...retrieval(first, second),
    ...revisions(first, second),
    ...inputs(first, second),
  ];
}

/** What a sweep has chosen; nothing without one. */
const chosenIn = (results: Results): string =>
  sweepLines(results)
    .flatMap(({ training, candidate, chosen }) => (chosen ? `${training}: ${candidate}` : []))
    .join('; ') || 'nothing';

/** Arms of one name that go other ways: a study composes its own. */
const arms = ({ study: one }: Results, { study: other }: Results): StudyDifference[] =>
  one.arms.flatMap(({ name, path }) => {
    const same = other.arms.find((arm) => arm.name === name);
    return !same || same.path === path ? [] : [{ what: `arm ${name}`, first: path, second: same.path }];
  });

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

/** What was translated by something else: one line for all that the same translators have translated. */
function translators({ inputs: one }: Results, { inputs: other }: Results): StudyDifference[] {
  const [first, second] = [translationsBy(one), translationsBy(other)];
  const differing = [...first].flatMap(([what, made]) => {
    const sides = [made, second.get(what) ?? made];
    const [a, b] = sides.map((side) => namesOf(side.map(({ hash }) => hash)));
    return a === b ? [] : [{ what, sides: sides.map((side) => namesOf(side.map(signed))) }];
  });
  return [...grouped(differing, ({ sides }) => JSON.stringify(sides)).values()].map((alike) => {
    const [a = '', b = ''] = alike[0]?.sides ?? [];
    return { what: `translations of ${alike.map(({ what }) => what).join('; ')}`, first: a, second: b };
  });
}

const translationsBy = (inputs: Results['inputs']) =>
  grouped(inputs?.translations ?? [], ({ task, split, from, to }) => `${task} ${split}, ${from} to ${to}`);

/** The states that stand for a sentence in retrieval: which layers, how pooled, and how they were chosen. */
function retrieval(first: Results, second: Results): StudyDifference[] {
  const states = ({ layers = [] }: Results) =>
    new Map([...grouped(layers, ({ target }) => target)].map(([target, of]) => [target, namesOf(of.map(statesOf))]));
  const [one, other] = [states(first), states(second)];
  return [...one].flatMap(([target, a]) => {
    const b = other.get(target) ?? a;
    return a === b ? [] : [{ what: `sentence embeddings of ${target}`, first: a, second: b }];
  });
}

const statesOf = ({ chosenBy, ...states }: NonNullable<Results['layers']>[number]): string =>
  [sentenceStates(states), ...(chosenBy === 'development' ? ['chosen on development rows'] : [])].join(', ');

/** Each once, in an order that does not depend on how a study lists them. */
const namesOf = (texts: readonly string[]): string => [...new Set(texts)].toSorted().join('; ');

/** Data sets that were read at other commits: items of one id may then be other items. */
function revisions(first: Results, second: Results): StudyDifference[] {
  return first.references.flatMap(({ task, repo, revision }) => {
    const other = second.references.find((one) => one.task === task && one.repo === repo);
    if (!other || other.revision === revision) return [];
    return [{ what: `commit of ${repo}`, first: revision ?? 'unknown', second: other.revision ?? 'unknown' }];
  });
}

/** Files of one name that are other files: an own table that was corrected, a folder with another model. */
function inputs({ inputs: one, references }: Results, { inputs: other, ...second }: Results): StudyDifference[] {
  if (!one || !other) return [];
  const models = one.models.flatMap(({ id, hash }) => {
    const same = other.models.find((model) => model.id === id);
    return !same || same.hash === hash ? [] : [{ what: `files of ${id}`, first: sign(hash), second: sign(same.hash) }];
  });
  const atOneCommit = ({ task }: { readonly task: string }) => {
    const revision = ({ references: all }: Pick<Results, 'references'>) =>
      all.find((reference) => reference.task === task)?.revision ?? null;
    return revision({ references }) === revision(second);
  };
  const tables = one.tables.filter(atOneCommit).flatMap(({ task, split, language, fingerprint }) => {
    const same = other.tables.find(
      (table) => table.task === task && table.split === split && table.language === language,
    );
    return !same || same.fingerprint === fingerprint
      ? []
      : [{ what: `rows of ${task}, ${split} (${language})`, first: sign(fingerprint), second: sign(same.fingerprint) }];
  });
  const engines = one.engine === other.engine ? [] : [{ what: 'engine', first: one.engine, second: other.engine }];
  return [...engines, ...models, ...tables];
}

const sign = (hash: string): string => `SHA-256 ${hash.slice(0, 12)}…`;

const signed = ({ by, hash }: { readonly by: string; readonly hash: string }): string => `${by} (${sign(hash)})`;
