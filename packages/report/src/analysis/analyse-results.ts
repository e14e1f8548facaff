import { RequestError } from '@stopover/core';
import type { Results } from '@stopover/study';
import type { Analysed } from './analysed.ts';
import { answerLines, headlineOf, linesOfOthers } from './answer-lines.ts';
import { undoneContrasts } from './asked-pairs.ts';
import { bestChoiceOf } from './best-choice.ts';
import { checkpointsOf } from './checkpoints.ts';
import { type Group, groupsOf } from './conditions.ts';
import { effectsOf } from './effects.ts';
import { nameOf } from './names.ts';
import { powerOf } from './power.ts';
import { runDotsOf } from './run-dots.ts';
import { scoreRows } from './score-rows.ts';
import { interactionsOf, shotCurvesOf, shotEquivalentsOf } from './shots.ts';
import { spreadsOf } from './spreads.ts';
import { designOf } from './target-design.ts';

/** How an analysis draws at random, and what matters to it. */
export interface AnalyseOptions {
  /** Of every random draw; the same seed and results give the same analysis. */
  readonly seed?: number;
  /** Draws of joint errors, behind corrected intervals and shot equivalents. */
  readonly replicates?: number;
  /** The smallest difference that matters, in points; the study's without. */
  readonly margin?: number;
}

/** Random swaps of the tests in the appendix. */
const swaps = 2000;

/**
 * Scores, differences, intervals and the answer of a study: the formulas are in docs/statistics.md.
 * @throws RequestError when `replicates` is not a whole number of at least 100, or `margin` not above 0.
 * @throws DataError when the cells contradict each other.
 */
export function analyseResults(
  results: Results,
  { seed = 1, replicates = 10_000, margin = results.study.margin ?? 1 }: AnalyseOptions = {},
): Analysed {
  if (!Number.isInteger(replicates) || replicates < 100)
    throw unfit('replicates', replicates, 'a whole number of at least 100');
  if (!(margin > 0)) throw unfit('margin', margin, 'a number of points above 0');
  const settings = { seed, replicates, confidence: 0.95, margin } as const;
  const named = groupsOf(results);
  const groups = named.map((group) => analyseGroup(group, results, settings));
  let checkpoints: Analysed['checkpoints'] | undefined;
  const ofGroups = groups.flatMap((group) => group.lines);
  const lines = [...ofGroups, ...linesOfOthers(ofGroups, results.study)];
  const scores = groups.flatMap((group) => group.scores);
  const inLanguages = scores.filter(({ language }) => language !== null);
  return {
    schema: 'stopover-analysis/2',
    study: results.study,
    ...(results.notices && { notices: results.notices }),
    ...(results.clipped && { clipped: results.clipped }),
    targets: results.targets,
    settings,
    answer: { headline: headlineOf(lines, results), lines },
    scores,
    effects: groups.flatMap(({ effects }) => effects),
    best: groups.flatMap(({ best }) => best ?? []),
    curves: groups.flatMap(({ curves }) => curves),
    equivalents: groups.flatMap(({ equivalents }) => equivalents),
    interactions: groups.flatMap(({ interactions }) => interactions),
    spreads: groups.flatMap(({ spreads }) => spreads),
    runs: groups.flatMap(({ runs }) => runs),
    power: groups.flatMap(({ power }) => power ?? []),
    // Only the appendix shows them, and they cost as much as a tenth of the rest.
    get checkpoints() {
      checkpoints ??= named.flatMap((group) => checkpointsOf(group, results, { seed, swaps }));
      return checkpoints;
    },
    cells: {
      made: inLanguages.reduce((sum, { cells }) => sum + cells, 0),
      missing: inLanguages.reduce((sum, { missing }) => sum + missing, 0),
    },
  };
}

function analyseGroup(group: Group, results: Results, settings: Analysed['settings']) {
  const { margin } = settings;
  const design = designOf(group);
  const scores = scoreRows(design, results);
  const effects = effectsOf(design, results, margin);
  const best = bestChoiceOf(design, results, settings);
  const equivalents = shotEquivalentsOf(design, settings);
  const runs = runDotsOf(group);
  const undone = undoneContrasts(group, results, effects);
  return {
    scores,
    effects,
    best,
    equivalents,
    runs,
    curves: shotCurvesOf(design),
    interactions: interactionsOf(design),
    spreads: spreadsOf(design, scores),
    power: powerOf(design),
    lines: answerLines({ name: nameOf(group), scores, effects, undone, best, equivalents, runs }),
  };
}

const unfit = (where: string, value: number, want: string): RequestError =>
  new RequestError({ where, what: `${value} is not ${want}`, remedy: `Give ${want}, or leave it out.` });
