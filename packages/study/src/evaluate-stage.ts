import { join } from 'node:path';
import { type AnyTask, type Example, type Kind, StopoverError } from '@stopover/core';
import { OpenModels, type Prediction, scorePredictions } from '@stopover/training';
import { writeAtomic } from './atomic-write.ts';
import { chanceOf } from './chance.ts';
import { predictionsFile, writePredictions } from './predictions.ts';
import { readRows } from './read-rows.ts';
import type { EvaluateStage, Table } from './stage.ts';
import type { Scores, SkipCount } from './stage-record.ts';
import { readTranslated } from './translated-examples.ts';
import type { Work, Workplace } from './workplace.ts';

/** Predicts and scores every language of an evaluate stage; undefined when the signal stopped it between two. */
export async function evaluateStage(stage: EvaluateStage, place: Workplace): Promise<Work> {
  const task = place.task(stage.target);
  await using own = new OpenModels();
  const models = place.models ?? own;
  const skipped: SkipCount[] = [];
  const languages: Scores['languages'] = {};
  let examplesSeen = 0;
  let truncated = 0;
  for (const [i, table] of stage.data.entries()) {
    if (place.signal?.aborted) return undefined;
    const rows = await testRows(table, place, skipped);
    const { from, backend, threads } = place;
    const request = { from, data: { task, examples: rows.examples }, recipe: stage.recipe, backend, models };
    const outcome = await place.engine.evaluate({ ...request, ...(threads !== undefined && { threads }) });
    if (outcome.predictions.length === 0) {
      const remedy = 'Report this as a bug of the engine.';
      throw new StopoverError({ where: `${stage.title}, ${table.language}`, what: 'nothing was predicted', remedy });
    }
    const predictions = inOrder([...outcome.predictions, ...rows.lost], rows.ids);
    // What was translated is scored as the language that it is in now.
    const scored = scorePredictions(task, table.translation?.to ?? table.language, predictions);
    await writePredictions(predictionsFile(place.folder, task.name, table.language), predictions, scored);
    languages[table.language] = {
      examples: predictions.length,
      scores: Object.fromEntries(scored.scores.map(({ name, score }) => [name, Number.isNaN(score) ? null : score])),
      chance: chanceOf(task, rows.examples),
    };
    examplesSeen += outcome.predictions.length;
    truncated += outcome.truncated;
    place.onProgress?.({ step: i + 1, steps: stage.data.length });
  }
  const scores: Scores = { task: task.name, languages };
  await writeAtomic(join(place.folder, 'scores.json'), `${JSON.stringify(scores, null, 2)}\n`);
  return { steps: 0, examplesSeen, truncated, skipped, outcome: null };
}

interface TestRows {
  readonly examples: readonly Example<Kind>[];
  /** Items without a translation: answered with nothing, which is wrong, so that every arm has the same items. */
  readonly lost: readonly Prediction[];
  /** Of all items, in the test's order; null where none is lost. */
  readonly ids: readonly string[] | null;
}

async function testRows(table: Table, place: Workplace, skipped: SkipCount[]): Promise<TestRows> {
  const task = place.task(table.task);
  if (!table.translation) {
    const read = await readRows(place.source, task, table);
    skipped.push(...read.skipped);
    return { examples: read.rows.examples, lost: [], ids: null };
  }
  const items = await readTranslated(place.stageFolder(table.translation.stage));
  const lost = items.flatMap((item) => ('lost' in item ? [unanswered(item.id, task)] : []));
  return {
    examples: items.flatMap((item) => ('example' in item ? [item.example] : [])),
    lost,
    ids: items.map(({ id }) => id),
  };
}

/** A gold answer that the given one is not, of the kinds that can be translated. */
const unanswered = (id: string, { kind }: AnyTask): Prediction =>
  kind === 'span'
    ? { id, gold: { texts: ['(lost in translation)'], start: 0 }, prediction: '' }
    : { id, gold: 0, prediction: -1 };

function inOrder(predictions: readonly Prediction[], ids: readonly string[] | null): readonly Prediction[] {
  if (!ids) return predictions;
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
