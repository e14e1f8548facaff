import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from '@stopover/files';
import { z } from 'zod';
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
      scores: await scoresIn(join(store.stageFolder(stage.key), 'log.jsonl')),
      losses: losses ? thinned(losses.means) : [],
    });
  }
  return curves;
}

const lineSchema = z.object({ step: z.int(), score: z.number() });

/** The development scores in a log, by step: one that was interrupted may tell a step twice, the last time rightly. */
async function scoresIn(path: string): Promise<TrainingCurve['scores']> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return '';
    throw error;
  });
  const scores = new Map<number, number>();
  for (const line of text.split('\n')) {
    const read = lineSchema.safeParse(jsonOf(line));
    if (read.success) scores.set(read.data.step, read.data.score);
  }
  return [...scores].map(([step, score]) => ({ step, score })).sort((a, b) => a.step - b.step);
}

/** Undefined for the half of a line that a killed process left: the log is in no hash, and a curve of it is no result. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Means of equal blocks, at most `points` of them. */
function thinned(values: readonly number[]): readonly number[] {
  const count = Math.min(points, values.length);
  return Array.from({ length: count }, (_, i) => {
    const block = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return block.reduce((sum, one) => sum + one, 0) / block.length;
  });
}
