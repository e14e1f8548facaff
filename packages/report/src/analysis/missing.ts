import { isEnglish } from '@stopover/data';
import type { Results } from '@stopover/study';
import type { Group, Measured } from './conditions.ts';
import { countedIn } from './counted-in.ts';
import { isOfLanguage } from './roles.ts';

/**
 * Evaluations of a condition that the study asked for and that are not there, in one language or (null) in all. What
 * the data cannot give, which the study lists as unavailable, was never asked for.
 */
export function missingIn(group: Group, condition: Measured, language: string | null, results: Results): number {
  const languages = language === null ? [...group.averaged] : [language];
  return languages.reduce((sum, one) => {
    const made = condition.cells.filter((cell) => cell.language === one).length;
    const unasked = unaskedIn(group, condition, one, results);
    return sum + Math.max(0, expected(group, condition, one, results) - unasked - made);
  }, 0);
}

/** Evaluations of a study that nobody has asked for yet: they are not missing. */
const unaskedIn = (group: Group, condition: Measured, language: string, { part, study }: Results): number =>
  countedIn(part?.unasked ?? [], { ...condition, ...placeOf(group, study) }, language);

const placeOf = ({ target, training, model }: Group, { models }: Results['study']) => ({
  ...{ target: target.name, training, model: model ?? models[0] ?? '' },
});

/** By the plan, where it is known: a study file may skip parts of its grid. Else by the grid. */
const expected = (group: Group, condition: Measured, language: string, results: Results): number =>
  results.planned
    ? countedIn(results.planned, { ...condition, ...placeOf(group, results.study) }, language)
    : expectedOfGrid(group, condition, language, results);

function expectedOfGrid(
  { target, training, seeds }: Group,
  condition: Measured,
  language: string,
  results: Results,
): number {
  const given = (own: string, asked: string) => own === asked || own === 'all' || own === '';
  const unavailable = results.unavailable.some(
    (one) =>
      one.target === target.name &&
      given(one.language, language) &&
      given(one.arm, condition.arm) &&
      concerns(one.reason, condition.shots),
  );
  // English is what the models were trained in: it gets no target-language examples and no translations, and nothing is
  // selected on rows of the language.
  if (unavailable || (isEnglish(language) && (!condition.planned.english || isOfLanguage(condition)))) return 0;
  // The base model of a target without training does not depend on the seed.
  const once = training === '' && condition.planned.against === null;
  const runs = once ? 1 : Math.floor(seeds.length / (condition.planned.average ?? 1));
  return runs * (condition.shots > 0 ? Math.max(1, results.study.buckets) : 1);
}

/** The study begins the reason with the number of shots where only that number could not be given. */
function concerns(reason: string, shots: number): boolean {
  const number = /^(\d+) shots: /.exec(reason)?.[1];
  return number === undefined || Number(number) === shots;
}
