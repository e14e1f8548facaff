import { DataError, type Example, type Kind } from '@stopover/core';
import { type EnglishDev, recipe, type TaskData, type TrainOutcome } from '@stopover/training';
import { type TableCut, tableCut } from './cut-record.ts';
import { nameOf, readRows } from './read-rows.ts';
import { permutation, shotIndices } from './shots.ts';
import type { Table, TrainStage } from './stage.ts';
import type { SkipCount } from './stage-record.ts';
import type { Work, Workplace } from './workplace.ts';

/** Reads the rows of a train stage and lets the engine train; undefined when the signal stopped it. */
export async function trainStage(stage: TrainStage, place: Workplace): Promise<Work> {
  const skipped: SkipCount[] = [];
  const data: TaskData[] = [];
  for (const table of stage.data) {
    const task = place.task(table.task);
    const read = await readRows(place.source, task, table);
    skipped.push(...read.skipped);
    data.push({ task, examples: chosen(stage, table, read.rows.examples) });
  }
  const select = stage.select ? await selectionRows(stage.select, stage, place, skipped) : undefined;
  const { signal, threads, onProgress } = place;
  const outcome = await place.engine.train({
    from: place.from,
    data,
    head: stage.head,
    // The rows are chosen here, with the plan's seed: the engine takes all it is given.
    recipe: recipe({ ...stage.recipe, maxExamples: null }),
    seed: stage.seed,
    backend: place.backend,
    folder: place.folder,
    ...(stage.mixing && { mixing: stage.mixing }),
    ...(select && { select }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  if (outcome.interrupted) return undefined;
  const cut = cutsOf(stage, outcome);
  const { steps, examplesSeen, selectedStep, selectionScore, finalLoss, resumedAt } = outcome;
  const loss = Number.isFinite(finalLoss) ? finalLoss : null;
  return {
    steps,
    examplesSeen,
    truncated: cut.reduce((sum, one) => sum + one.truncated, 0),
    cut,
    skipped,
    outcome: { selectedStep, selectionScore, finalLoss: loss, resumedAt },
  };
}

/** What was cut of each training table, and of the development rows. */
function cutsOf({ data, select }: TrainStage, { cut, selectCut }: TrainOutcome): TableCut[] {
  const named = ({ task, language, location }: Table, count: TrainOutcome['cut'][number]) =>
    tableCut(task, language, location.split, count);
  const trained = data.flatMap((table, i) => (cut[i] ? [named(table, cut[i])] : []));
  return select && selectCut ? [...trained, named(select, selectCut)] : trained;
}

/** The rows to train on: a bucket's first k, or the first `maxExamples` in an order drawn from the stage's seed. */
function chosen(stage: TrainStage, table: Table, examples: readonly Example<Kind>[]): readonly Example<Kind>[] {
  const n = examples.length;
  if (stage.shots) {
    const { language, k, bucket } = stage.shots;
    if (n < k) {
      const what = `${k} shots were planned and ${n} rows can be used`;
      throw new DataError({ where: nameOf(table.location), what, remedy: 'Plan the study again.' });
    }
    return pick(examples, shotIndices({ task: table.task, language, bucket }, n, k));
  }
  const most = stage.recipe.maxExamples ?? n;
  if (most >= n) return examples;
  return pick(examples, permutation(n, 'maxExamples', table.task, String(stage.seed)).slice(0, most));
}

const pick = <T>(items: readonly T[], indices: readonly number[]): T[] =>
  indices.flatMap((index) => {
    const item = items[index];
    return item === undefined ? [] : [item];
  });

/** English development rows, the same for every seed, at most as many as the recipe selects on. */
async function selectionRows(
  table: Table<'en'>,
  { recipe: { selectionExamples } }: TrainStage,
  place: Workplace,
  skipped: SkipCount[],
): Promise<EnglishDev> {
  const read = await readRows(place.source, place.task(table.task), table);
  skipped.push(...read.skipped);
  const { examples } = read.rows;
  const order = permutation(examples.length, 'selection', table.task).slice(0, selectionExamples);
  return { ...read.rows, examples: order.length === examples.length ? examples : pick(examples, order) };
}
