// Scores of one trained model, with intervals over its test items: of other seeds it knows nothing.
import { isEnglish } from '@stopover/data';
import {
  armTable,
  clustersOf,
  contrastOf,
  effectOf,
  type Interval,
  intervalOf,
  isErrorKnown,
  itemFrame,
  linearisedF1,
  withinRange,
} from '@stopover/statistics';
import type { Cell, ModelEvaluation, TargetSummary } from '@stopover/study';

/** A score of one model in one language, or its mean over languages. */
export interface ModelScore {
  /** BCP 47; null for the mean. */
  readonly language: string | null;
  /** Languages in it. */
  readonly languages: readonly string[];
  /** In the metric's unit. */
  readonly value: number | null;
  /** 95 %, over test items; null where the metric gives them no score, or where they do not vary. */
  readonly interval: Interval | null;
  /** Items of all its languages together. */
  readonly items: number;
  readonly chance: number | null;
}

/**
 * The scores of a model on a target, language by language; before them, where there are several, their mean, which English
 * is left out of as in a report.
 */
export function modelScores(evaluation: ModelEvaluation): readonly ModelScore[] {
  const cells = [...evaluation.cells].sort((a, b) => (a.language < b.language ? -1 : 1));
  const others = cells.filter(({ language }) => !isEnglish(language));
  const single = cells.map((cell) => scoreOf(evaluation, [cell], cell.language));
  return others.length > 1 ? [scoreOf(evaluation, others, null), ...single] : single;
}

function scoreOf({ target }: ModelEvaluation, cells: readonly Cell[], language: string | null): ModelScore {
  const values = cells.map(({ scores }) => scores[target.metric] ?? Number.NaN);
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const chances = cells.flatMap(({ chance }) => (chance === undefined ? [] : [chance]));
  return {
    language,
    languages: cells.map((cell) => cell.language),
    value: Number.isFinite(value) ? value : null,
    interval: Number.isFinite(value) ? intervalOver(cells, target) : null,
    items: cells.reduce((sum, { ids }) => sum + ids.length, 0),
    chance: chances.length === cells.length ? chances.reduce((sum, one) => sum + one, 0) / cells.length : null,
  };
}

const itemsOf = ({ items, counts }: Cell): ArrayLike<number> => items ?? (counts ? linearisedF1(counts) : []);

/** By the clusters of items, jointly over languages, as a report computes it of one run. */
function intervalOver(cells: readonly Cell[], { parallel, range }: TargetSummary): Interval | null {
  if (cells.some(({ items, counts, ids }) => (!items && !counts) || ids.length < 2)) return null;
  const frame = itemFrame(
    cells.map(({ language, ids, groups }) => ({ language, clusters: groups ?? clustersOf(language, ids, parallel) })),
  );
  const runs = cells.map((cell) => ({ language: cell.language, seed: 0, bucket: 0, items: itemsOf(cell) }));
  const arm = armTable(frame, { name: 'model', varianceClass: 'model', runs, seedless: true });
  const languages = cells.map(({ language }) => language);
  const effect = effectOf(contrastOf(frame, [{ arm, weight: 1 }], languages));
  // A model is one run, also where no seed decided it.
  return isErrorKnown({ ...effect, seeds: 1 }) ? withinRange(intervalOf(effect), range) : null;
}
