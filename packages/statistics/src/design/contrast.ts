import { DataError } from '@stopover/core';
import { type ArmTable, type RunSums, sortedNumbers } from './arm-table.ts';
import type { FrameLanguage, ItemFrame } from './item-frame.ts';

/** An arm with its weight in a contrast: 1 and −1 for a difference; 1, −1, −1, 1 for an interaction; 1 for a score. */
export interface Term {
  readonly arm: ArmTable;
  readonly weight: number;
}

/** A contrast in one language: seeds × draws, complete. */
export interface ContrastLanguage {
  readonly items: FrameLanguage;
  /** Draws of shots that all its arms with shots have in every seed; [0] where there are none. */
  readonly draws: readonly number[];
  /** Seeds × draws, row by row. */
  readonly runs: readonly RunSums[];
}

/** A weighted sum of arms, over the runs that belong together: same language, seed and draw. */
export interface Contrast {
  readonly frame: ItemFrame;
  readonly terms: readonly Term[];
  /** In every language and arm; one that says nothing where all arms are seedless. */
  readonly seeds: readonly number[];
  readonly languages: readonly ContrastLanguage[];
  /** Runs of the contrast's languages that have no partner: other seeds or draws. */
  readonly leftOut: number;
}

/**
 * Pairs the runs of arms. A language counts when every arm has it; a seed when every arm has it in all those languages;
 * a draw of shots when every arm with shots has it in all those seeds. An arm without shots stands beside every draw, a
 * seedless one beside every seed.
 * @param languages the contrast is the unweighted mean over them; one for the contrast in a language.
 * @param only these seeds; all that there are without.
 * @throws DataError when nothing is left.
 */
export function contrastOf(
  frame: ItemFrame,
  terms: readonly Term[],
  languages: Iterable<string>,
  only?: readonly number[],
): Contrast {
  const asked = [...new Set(languages)];
  const common = asked.filter((language) => terms.every(({ arm }) => arm.draws.has(language)));
  // Beside contrasts with seeds one of seedless arms alone stands in each of theirs.
  const seedless = terms.every(({ arm }) => arm.seedless);
  const known = only && seedless ? only : seedsOf(terms).filter((seed) => !only || only.includes(seed));
  const seeds = known.filter((seed) =>
    common.every((language) => terms.every(({ arm }) => bucketsOf(arm, language, seed).length > 0)),
  );
  const found = common.flatMap((language) => {
    const items = frame.languages.get(language);
    return items ? [languageOf(items, terms, seeds)] : [];
  });
  const runs = terms.reduce((sum, { arm }) => sum + countOf(arm, common), 0);
  const used = found.reduce((sum, { draws, items }) => sum + usedIn(items.language, terms, seeds, draws), 0);
  if (seeds.length === 0 || found.length === 0 || found.some(({ draws }) => draws.length === 0)) {
    throw unpaired(terms, asked);
  }
  return { frame, terms, seeds, languages: found, leftOut: runs - used };
}

/**
 * Contrasts that belong together: all over the languages and seeds that every arm of every one has, so that they can be
 * subtracted, drawn jointly and chosen among.
 * @throws DataError when nothing is left.
 */
export function contrastsOf(
  frame: ItemFrame,
  list: readonly (readonly Term[])[],
  languages: Iterable<string>,
): Contrast[] {
  const arms = new Set(list.flatMap((terms) => terms.map(({ arm }) => arm)));
  const asked = [...new Set(languages)].filter((language) => [...arms].every((arm) => arm.draws.has(language)));
  const seeds = seedsOf([...arms].map((arm) => ({ arm, weight: 1 }))).filter((seed) =>
    asked.every((language) => [...arms].every((arm) => bucketsOf(arm, language, seed).length > 0)),
  );
  return list.map((terms) => contrastOf(frame, terms, asked, seeds));
}

/** The difference of two arms: the first minus the second. */
export const differenceOfArms = (frame: ItemFrame, a: ArmTable, b: ArmTable, languages: Iterable<string>): Contrast =>
  contrastOf(
    frame,
    [
      { arm: a, weight: 1 },
      { arm: b, weight: -1 },
    ],
    languages,
  );

function seedsOf(terms: readonly Term[]): readonly number[] {
  const seeded = terms.filter(({ arm }) => !arm.seedless);
  const first = (seeded[0] ?? terms[0])?.arm.seeds ?? [];
  return first.filter((seed) => seeded.every(({ arm }) => arm.seeds.includes(seed)));
}

const bucketsOf = (arm: ArmTable, language: string, seed: number): readonly number[] =>
  (arm.draws.get(language) ?? []).filter((bucket) => arm.run(language, seed, bucket));

const hasDraws = (arm: ArmTable, language: string): boolean =>
  (arm.draws.get(language) ?? []).some((bucket) => bucket !== 0);

function languageOf(items: FrameLanguage, terms: readonly Term[], seeds: readonly number[]): ContrastLanguage {
  const { language } = items;
  const drawn = terms.filter(({ arm }) => hasDraws(arm, language));
  const known = sortedNumbers(drawn.flatMap(({ arm }) => arm.draws.get(language) ?? []));
  const inAll = (bucket: number) => drawn.every(({ arm }) => seeds.every((seed) => arm.run(language, seed, bucket)));
  const draws = drawn.length === 0 ? [0] : known.filter(inAll);
  const runs = seeds.flatMap((seed) => draws.map((bucket) => weigh(items, terms, seed, bucket)));
  return { items, draws, runs };
}

function weigh({ language, sizes }: FrameLanguage, terms: readonly Term[], seed: number, bucket: number): RunSums {
  const sums = new Float64Array(sizes.length);
  let mean = 0;
  for (const { arm, weight } of terms) {
    const run = arm.run(language, seed, hasDraws(arm, language) ? bucket : 0);
    if (!run) throw unpaired(terms, [language]);
    mean += weight * run.mean;
    for (let g = 0; g < sums.length; g++) sums[g] = (sums[g] ?? 0) + weight * (run.sums[g] ?? 0);
  }
  return { mean, sums };
}

const countOf = (arm: ArmTable, languages: readonly string[]): number =>
  languages.reduce(
    (sum, language) => sum + arm.seeds.reduce((runs, seed) => runs + bucketsOf(arm, language, seed).length, 0),
    0,
  );

const usedIn = (language: string, terms: readonly Term[], seeds: readonly number[], draws: readonly number[]): number =>
  terms.reduce(
    (sum, { arm }) => sum + (arm.seedless ? 1 : seeds.length) * (hasDraws(arm, language) ? draws.length : 1),
    0,
  );

const unpaired = (terms: readonly Term[], languages: readonly string[]): DataError =>
  new DataError({
    where: terms.map(({ arm }) => arm.name).join(', '),
    what: `no language, seed and draw of ${languages.join(', ')} is in all of them`,
    remedy: 'Run the arms with the same seeds and languages, or do not compare them.',
  });
