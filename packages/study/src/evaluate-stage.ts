import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { OpenModels, scorePredictions } from '@stopover/training';
import { writeAtomic } from './atomic-write.ts';
import { chanceOf } from './chance.ts';
import { type TableCut, tableCut } from './cut-record.ts';
import { predictionsFile, writePredictions } from './predictions.ts';
import { readRows } from './read-rows.ts';
import type { EvaluateStage } from './stage.ts';
import type { Scores, SkipCount } from './stage-record.ts';
import type { Work, Workplace } from './workplace.ts';

/** Predicts and scores every language of an evaluate stage; undefined when the signal stopped it between two. */
export async function evaluateStage(stage: EvaluateStage, place: Workplace): Promise<Work> {
  const task = place.task(stage.target);
  await using own = new OpenModels();
  const models = place.models ?? own;
  const skipped: SkipCount[] = [];
  const languages: Scores['languages'] = {};
  let examplesSeen = 0;
  const cuts: TableCut[] = [];
  for (const [i, table] of stage.data.entries()) {
    if (place.signal?.aborted) return undefined;
    const { rows, skipped: left } = await readRows(place.source, task, table);
    skipped.push(...left);
    const { from, backend, threads } = place;
    const request = { from, data: { task, examples: rows.examples }, recipe: stage.recipe, backend, models };
    const outcome = await place.engine.evaluate({ ...request, ...(threads !== undefined && { threads }) });
    const { predictions } = outcome;
    if (predictions.length === 0) {
      const remedy = 'Report this as a bug of the engine.';
      throw new StopoverError({ where: `${stage.title}, ${table.language}`, what: 'nothing was predicted', remedy });
    }
    const cut = tableCut(task.name, table.language, table.location.split, outcome.cut);
    const scored = scorePredictions(task, table.language, predictions);
    await writePredictions(predictionsFile(place.folder, task.name, table.language), predictions, scored, cut);
    languages[table.language] = {
      examples: predictions.length,
      scores: Object.fromEntries(scored.scores.map(({ name, score }) => [name, Number.isNaN(score) ? null : score])),
      chance: chanceOf(task, rows.examples),
      cut,
    };
    examplesSeen += predictions.length;
    cuts.push(cut);
    place.onProgress?.({ step: i + 1, steps: stage.data.length });
  }
  const scores: Scores = { task: task.name, languages };
  await writeAtomic(join(place.folder, 'scores.json'), `${JSON.stringify(scores, null, 2)}\n`);
  const truncated = cuts.reduce((sum, one) => sum + one.truncated, 0);
  return { steps: 0, examplesSeen, truncated, cut: cuts, skipped, outcome: null };
}
