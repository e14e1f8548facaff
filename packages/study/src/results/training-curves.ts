import { readStageLog } from '../inspection/stage-log.ts';
import type { TrainingCurve } from '../records/results.ts';
import type { StageRecord } from '../records/stage-record.ts';
import type { Store } from '../store/store.ts';

/** Points of a loss curve that a report keeps. */
const points = 40;

/** How each training of a study went, and which checkpoint was kept, in the order of the records. */
export async function trainingCurves(store: Store, records: Iterable<StageRecord>): Promise<readonly TrainingCurve[]> {
  const curves: TrainingCurve[] = [];
  for (const record of records) {
    const { stage, outcome, steps } = record;
    if (stage.kind !== 'train' || !outcome) continue;
    const { selection, selectedStep, selectionScore, losses } = outcome;
    curves.push({
      ...{ key: stage.key, title: stage.title, steps },
      kept: { by: selection?.by ?? stage.recipe.select, step: selectedStep, score: selectionScore },
      rows: selection?.rows ?? null,
      averaged: selection?.averaged ?? null,
      scores: await scoresIn(store.stageFolder(stage.key)),
      losses: losses ? thinned(losses.means) : [],
    });
  }
  return curves;
}

/** The development scores in a log, by step: one that was interrupted may tell a step twice, the last time rightly. */
async function scoresIn(folder: string): Promise<TrainingCurve['scores']> {
  const scores = new Map<number, number>();
  for (const { step, score } of await readStageLog(folder)) if (typeof score === 'number') scores.set(step, score);
  return [...scores].map(([step, score]) => ({ step, score })).sort((a, b) => a.step - b.step);
}

/** Means of equal blocks, at most `points` of them. */
function thinned(values: readonly number[]): readonly number[] {
  const count = Math.min(points, values.length);
  return Array.from({ length: count }, (_, i) => {
    const block = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return block.reduce((sum, one) => sum + one, 0) / block.length;
  });
}
