// How much the finished runs of a study differ over seeds and over draws of shots.
import { isEnglish } from '@stopover/data';
import type { PlannedCell } from '../records/plan.ts';
import type { Store } from '../store/store.ts';

/** Standard deviations of one arm's macro average, in points; null where the store has no two runs to compare. */
export interface Deviations {
  readonly seeds: number | null;
  readonly draws: number | null;
}

interface Run {
  readonly cell: PlannedCell;
  readonly score: number;
}

/**
 * Pooled over arms: √(Σ (n − 1)s² / Σ (n − 1)), s² the variance of an arm's means over languages. Over seeds each class of
 * arms (no shots; the shots that are asked for) counts alike, since a contrast has one arm of each; a run whose languages
 * are not all done is left out, and so is a model that nobody trained, which stands beside every seed as it is.
 */
export async function deviationsOf(
  cells: readonly PlannedCell[],
  store: Store,
  { target, shots }: { readonly target: string; readonly shots: number },
): Promise<Deviations> {
  const languages = new Set(cells.map(({ language }) => language).filter((language) => !isEnglish(language)));
  const runs = await finished(
    cells.filter(({ language }) => languages.has(language)),
    store,
    target,
  );
  const means = (rows: readonly Run[]) => macroMeans(rows, languages.size);
  const classes = [...new Set([0, shots])].map((k) => means(runs.filter(({ cell }) => cell.shots === k)));
  const overSeeds = classes.map((all) => pooled(all, ({ seed: _, ...rest }) => rest));
  const known = overSeeds.filter((variance) => variance !== null);
  const complete = known.length === classes.length;
  const drawn = shots > 0 ? pooled(classes.at(-1) ?? [], ({ bucket: _, ...rest }) => rest) : null;
  return {
    seeds: complete ? Math.sqrt(known.reduce((sum, one) => sum + one, 0) / known.length) : null,
    draws: drawn === null ? null : Math.sqrt(drawn),
  };
}

/** The headline scores of the cells whose evaluation is in the store. */
async function finished(cells: readonly PlannedCell[], store: Store, target: string): Promise<readonly Run[]> {
  const present = await store.keys();
  const keys = [...new Set(cells.map(({ stage }) => stage))].filter((key) => present.has(key));
  const scores = new Map<string, ReadonlyMap<string, number>>();
  for (const key of keys) {
    const record = await store.find(key);
    if (record?.stage.kind !== 'evaluate' || record.stage.target !== target || 'base' in record.stage.from) continue;
    const [metric = ''] = record.stage.metrics;
    const byLanguage = Object.entries((await store.scores(key)).languages);
    scores.set(key, new Map(byLanguage.map(([language, one]) => [language, one.scores[metric] ?? Number.NaN])));
  }
  return cells.flatMap((cell) => {
    const score = scores.get(cell.stage)?.get(cell.language);
    return score === undefined || Number.isNaN(score) ? [] : [{ cell, score }];
  });
}

type Place = Omit<PlannedCell, 'language' | 'stage'>;
type Mean = readonly [Place, number];

function macroMeans(runs: readonly Run[], languages: number): readonly Mean[] {
  const byPlace = new Map<string, { readonly place: Place; readonly scores: number[] }>();
  for (const { cell, score } of runs) {
    const { language: _, stage: __, ...place } = cell;
    const key = JSON.stringify(place);
    const known = byPlace.get(key);
    if (known) known.scores.push(score);
    else byPlace.set(key, { place, scores: [score] });
  }
  return [...byPlace.values()].flatMap(({ place, scores }): Mean[] =>
    scores.length === languages ? [[place, scores.reduce((sum, one) => sum + one, 0) / languages]] : [],
  );
}

/** The variance within groups of places that are alike by `keyOf`; null where no group has two. */
function pooled(means: readonly Mean[], keyOf: (place: Place) => object): number | null {
  const groups = new Map<string, number[]>();
  for (const [place, mean] of means) {
    const key = JSON.stringify(keyOf(place));
    groups.set(key, [...(groups.get(key) ?? []), mean]);
  }
  let [sum, degrees] = [0, 0];
  for (const values of groups.values()) {
    const mean = values.reduce((total, one) => total + one, 0) / values.length;
    sum += values.reduce((total, one) => total + (one - mean) ** 2, 0);
    degrees += values.length - 1;
  }
  return degrees > 0 ? sum / degrees : null;
}
