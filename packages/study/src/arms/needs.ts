// What an arm needs and what its cells depend on, read off its path: nobody asks for an arm by its name.
import type { Arm, Combination, DataWord, Path, PathData } from '@stopover/core';

/** The data sets of a path, in order. */
const dataOf = (path: Path): readonly PathData[] => path.flatMap((step) => ('mix' in step ? step.mix : [step]));

/** Whether a word stands in a path. */
export const uses = (path: Path, word: DataWord): boolean => dataOf(path).some(({ data }) => data === word);

/** Whether a path begins anew for each intermediate: it trains on it, or is its control. */
export const isPerIntermediate = (path: Path): boolean => uses(path, 'intermediate') || uses(path, 'english-again');

/** Whether one data set differs from language to language. */
export function isOfLanguage({ data, from, into }: PathData): boolean {
  if (data === 'translated') return into === undefined || from !== undefined;
  return data === 'shots' || data === 'in-language' || data === 'round-trip' || data === 'text';
}

/** Whether there is a model for each language. */
export const isPerLanguage = (path: Path): boolean => dataOf(path).some(isOfLanguage);

/** Whether something has to be translated. */
export const needsTranslator = (path: Path, test: Arm['test']): boolean =>
  test === 'in-english' || uses(path, 'translated') || uses(path, 'round-trip');

/** Whether English itself can be scored: not where it would be translated, nor where its rows would be the target's. */
export const scoresEnglish = (path: Path, test: Arm['test']): boolean =>
  test !== 'in-english' && !isPerLanguage(path) && !uses(path, 'translated');

/** `english → mix(english, shots)`. */
export const pathInWords = (path: Path): string =>
  path.map((step) => ('mix' in step ? `mix(${step.mix.map(dataInWords).join(', ')})` : dataInWords(step))).join(' → ');

/** `mean of 3 seeds of english → shots`, `base + 0.2|0.4 · intermediate + 1 · english`. */
export function combinationInWords(path: Path, combine: Combination): string {
  if ('average' in combine) return `mean of the weights of ${combine.size} seeds of ${pathInWords(path)}`;
  return addedInWords(
    path.map((step) => pathInWords([step])),
    combine.add,
  );
}

/** `base + 0.2|0.4 · mnli + 1 · xnli`. */
export const addedInWords = (names: readonly string[], weights: readonly (readonly number[])[]): string =>
  ['base', ...names.map((name, i) => `${(weights[i] ?? []).join('|')} · ${name}`)].join(' + ');

function dataInWords({ data, from, into }: PathData): string {
  const source = from ? ` from ${from.join(', ')}` : '';
  const aim = into === undefined ? '' : ` into ${into === 'every' ? 'every language' : into.join(', ')}`;
  return data + source + aim;
}
