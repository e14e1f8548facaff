import { RequestError } from '@stopover/core';
import type { Cell, Results } from '@stopover/study';
import type { Analysis, Comparison, Curve, Difference, GroupName, Row, ShotEquivalent } from './analysis.ts';
import { answerOf, headline } from './answer.ts';
import { type Condition, type Group, groupsOf, headlineOf, isTranslated, type Measured } from './conditions.ts';
import { curvesOf, equivalentsOf } from './curves.ts';
import { missingIn } from './missing.ts';
import { CellSets } from './statistics/cell-sets.ts';
import { compareAll, type Differences, type Pairing, pair } from './statistics/compare.ts';
import { type Estimate, estimateAll } from './statistics/estimate.ts';
import { poolsOf } from './statistics/item-pools.ts';
import { mean, percentileInterval, standardDeviation } from './statistics/summary.ts';

export interface AnalyseOptions {
  /** Of every random draw; the same seed and results give the same analysis. */
  readonly seed?: number;
  /** Bootstrap draws and random swaps. */
  readonly resamples?: number;
}

/**
 * Scores, differences, intervals and the answer of a study.
 * @throws RequestError when `resamples` is not a whole number of at least 100.
 * @throws DataError when the cells contradict each other.
 */
export function analyse(results: Results, { seed = 1, resamples = 10_000 }: AnalyseOptions = {}): Analysis {
  if (!Number.isInteger(resamples) || resamples < 100) {
    throw new RequestError({
      where: 'resamples',
      what: `${resamples} draws give no 95 % interval`,
      remedy: 'Take a whole number of at least 100; 10000 is the default.',
    });
  }
  const groups = groupsOf(results).map((group) => analyseGroup(group, results, seed, resamples));
  const targets = groups.map(({ answer }) => answer);
  const rows = groups.flatMap((group) => group.rows);
  const languageRows = rows.filter(({ language }) => language !== null);
  return {
    schema: 'stopover-analysis/1',
    study: results.study,
    ...(results.clipped && { clipped: results.clipped }),
    targets: results.targets,
    settings: { seed, resamples, confidence: 0.95 },
    answer: { headline: headline(targets, results), targets },
    rows,
    comparisons: groups.flatMap((group) => group.comparisons),
    heatmap: rows
      .filter(({ arm, language }) => arm === 'intermediate' && language === null)
      .map(({ target, training, intermediate, toZeroShot, missing }) => ({
        target,
        training,
        intermediate,
        difference: toZeroShot,
        missing,
      })),
    curves: groups.flatMap((group) => group.curves),
    equivalents: groups.flatMap((group) => group.equivalents),
    cells: {
      made: languageRows.reduce((sum, row) => sum + row.cells, 0),
      missing: languageRows.reduce((sum, { missing }) => sum + missing, 0),
    },
  };
}

/** Two conditions whose difference is asked for. */
interface Asked {
  readonly condition: Measured;
  readonly against: Measured;
  readonly pairing: Pairing;
}

function analyseGroup(group: Group, results: Results, seed: number, resamples: number) {
  const { target, conditions } = group;
  const score = (cell: Cell) => headlineOf(cell, target) ?? Number.NaN;
  const options = { draws: resamples, seed, score, averaged: group.averaged };
  const pools = poolsOf(
    conditions.flatMap(({ cells }) => cells),
    target.parallel,
    target.name,
  );
  const sets = new CellSets();
  const whole = new Map(conditions.filter(({ cells }) => cells.length > 0).map((one) => [one, sets.add(one.cells)]));
  const asked = askedOf(group);
  const sides = asked.map(({ pairing: { a, b } }) => [sets.add(a), sets.add(b)] as const);
  const curves = curvesOf(group, sets);
  const equivalents = equivalentsOf(group, sets);
  const estimates = estimateAll(sets.all, pools, options);
  const contrasts = asked.map(({ pairing }, i) => {
    const [a, b] = sides[i] ?? ['', ''];
    return { ...pairing, estimates: [need(estimates, a), need(estimates, b)] as const };
  });
  const differences = compareAll(contrasts, pools, target, options);
  const found = asked.map((one, i) => ({ ...one, differences: differences[i] }));
  const rows = conditions.flatMap((one) => {
    const key = whole.get(one);
    const toZero = found.find(
      ({ condition, against }) => condition === one && against.arm === 'zero-shot',
    )?.differences;
    return rowsOf(group, one, key === undefined ? null : need(estimates, key), toZero, results);
  });
  const drawn = (key: string) => need(estimates, key);
  const equals: ShotEquivalent[] = equivalents(drawn);
  return {
    rows,
    comparisons: found.flatMap((one) =>
      one.against.arm === 'zero-shot' ? [] : comparisonsOf(group, one, one.differences),
    ),
    curves: curves(drawn) satisfies Curve[],
    equivalents: equals,
    answer: answerOf(group, rows, equals),
  };
}

const isDirectTranslation = (condition: Condition): boolean =>
  condition.intermediate === 'none' && isTranslated(condition);

/**
 * Everything against zero-shot; an intermediate against every number of shots and every use of translations; shots or
 * translations with it against the same without.
 */
function askedOf({ conditions, training, seeds, averaged }: Group): Asked[] {
  const asked = conditions.flatMap((condition) =>
    conditions
      .filter(
        (against) =>
          (against.arm === 'zero-shot' && condition.arm !== 'zero-shot') ||
          (condition.arm === 'intermediate' && (against.arm === 'target-shots' || isDirectTranslation(against))) ||
          (isDirectTranslation(against) && condition.arm === `intermediate+${against.arm}`) ||
          (against.arm === 'target-shots' &&
            condition.arm === 'intermediate+target-shots' &&
            condition.shots === against.shots),
      )
      .map((against) => ({ condition, against })),
  );
  return asked
    .map(({ condition, against }) => {
      // A target without training is scored once, with the base model: that score holds beside every seed.
      const known = new Set(against.cells.map(({ seed }) => seed)).size;
      const untrained = training === '' && against.arm === 'zero-shot' && known === 1;
      const cells = untrained
        ? seeds.flatMap((seed) => against.cells.map((cell) => ({ ...cell, seed })))
        : against.cells;
      return { condition, against, pairing: pair(condition.cells, cells, averaged) };
    })
    .filter(({ pairing }) => pairing.pairs > 0);
}

function comparisonsOf(group: Group, { condition, against }: Asked, found: Differences | undefined): Comparison[] {
  const one = (language: string | null, difference: Difference): Comparison => ({
    ...nameOf(group),
    language,
    condition: plain(condition),
    against: plain(against),
    difference,
  });
  if (!found) return [];
  return [one(null, found.macro), ...[...found.languages].map(([language, difference]) => one(language, difference))];
}

/** The row of the mean over languages, then one a language. */
function rowsOf(
  group: Group,
  condition: Measured,
  estimate: Estimate | null,
  toZeroShot: Differences | undefined,
  results: Results,
): Row[] {
  const { sources } = estimate ?? { sources: { items: false, seeds: false, buckets: false } };
  const known = Object.values(sources).includes(true);
  const row = (language: string | null): Row => {
    const cells = condition.cells.filter((cell) =>
      language === null ? group.averaged.has(cell.language) : cell.language === language,
    );
    const drawn = language === null ? estimate?.macro : estimate?.languages.get(language);
    return {
      ...nameOf(group),
      ...plain(condition),
      language,
      languages: new Set(cells.map((cell) => cell.language)).size,
      mean: drawn && cells.length > 0 ? drawn.value : null,
      sd: sdOverSeeds(cells, (cell) => headlineOf(cell, group.target) ?? Number.NaN),
      // A base model that is scored as it is stands beside every seed, and is one model.
      seeds: Math.min(new Set(cells.map((cell) => cell.seed)).size, new Set(cells.map((cell) => cell.stage)).size),
      buckets: new Set(cells.map((cell) => cell.bucket)).size,
      interval: drawn && known && cells.length > 0 ? percentileInterval(drawn.draws) : null,
      cells: cells.length,
      missing: missingIn(group, condition, language, results),
      toZeroShot: (language === null ? toZeroShot?.macro : toZeroShot?.languages.get(language)) ?? null,
    };
  };
  return [null, ...group.languages].map(row);
}

/** Over the seeds that every language has: a mean over other languages is another number, not another seed. */
function sdOverSeeds(cells: readonly Cell[], score: (cell: Cell) => number): number | null {
  const languages = [...new Set(cells.map(({ language }) => language))];
  if (new Set(cells.map(({ stage }) => stage)).size < 2) return null;
  const seeds = [...new Set(cells.map(({ seed }) => seed))].filter((seed) =>
    languages.every((language) => cells.some((cell) => cell.language === language && cell.seed === seed)),
  );
  return standardDeviation(
    seeds.map((seed) =>
      mean(
        languages.map((language) => mean(cells.filter((c) => c.seed === seed && c.language === language).map(score))),
      ),
    ),
  );
}

const nameOf = ({ target, training }: Group): GroupName => ({ target: target.name, training });

const plain = ({ arm, intermediate, shots }: Condition): Condition => ({ arm, intermediate, shots });

function need(estimates: ReadonlyMap<string, Estimate>, key: string): Estimate {
  const estimate = estimates.get(key);
  if (!estimate) throw new Error(`no estimate was made of ${key}`);
  return estimate;
}
