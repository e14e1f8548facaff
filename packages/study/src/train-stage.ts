import { DataError, type Example, type Kind } from '@stopover/core';
import { type EnglishDev, recipe, type TaskData, type TrainOutcome } from '@stopover/training';
import { cutLanguage, type TableCut, tableCut } from './cut-record.ts';
import { readMaskedText } from './masked-text.ts';
import { nameOf, readRows } from './read-rows.ts';
import { firstOf, permutation, pick, shotIndices } from './shots.ts';
import { shuffleLabels } from './shuffled-labels.ts';
import type { Table, TrainStage } from './stage.ts';
import type { SkipCount } from './stage-record.ts';
import { examplesAmong, readTranslated } from './translated-examples.ts';
import type { Work, Workplace } from './workplace.ts';

/** Reads the rows of a train stage and lets the engine train; undefined when the signal stopped it. */
export async function trainStage(stage: TrainStage, place: Workplace): Promise<Work> {
  const skipped: SkipCount[] = [];
  // Translations of a task's rows, and the rows beside them, are one task's data: they share its head.
  const data = new Map<string, TaskData>();
  for (const table of stage.data) {
    const { task, examples } = await trainingRows(stage, table, place, skipped);
    data.set(task.name, { task, examples: [...(data.get(task.name)?.examples ?? []), ...examples] });
  }
  const select = stage.select ? await selectionRows(stage.select, stage, place, skipped) : undefined;
  const { signal, threads, onProgress, onNote, setAside } = place;
  const outcome = await place.engine.train({
    from: place.from,
    data: [...data.values()].map((one) => (stage.labels ? shuffled(one, stage.seed) : one)),
    head: stage.head,
    // The rows are chosen here, with the plan's seed: the engine takes all it is given.
    recipe: recipe({ ...stage.recipe, maxExamples: null }),
    seed: stage.seed,
    backend: place.backend,
    folder: place.folder,
    mayWrite: place.mayWrite,
    setAside,
    ...(stage.mixing && { mixing: stage.mixing }),
    ...(stage.heads && { heads: stage.heads }),
    ...(stage.masked && {
      beside: { share: stage.masked.share, examples: await readMaskedText(stage.masked, stage.seed) },
    }),
    ...(select && { select }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(onNote && { onNote: (line: string) => onNote(`${stage.title}: ${line}`) }),
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
    sampled: [...outcome.sampled],
    maskedHead: outcome.maskedHead,
    outcome: { selectedStep, selectionScore, finalLoss: loss, resumedAt },
  };
}

/** What was cut of each task's training rows and of the text beside them, and of the development rows. */
function cutsOf({ data, select, masked }: TrainStage, { cut, selectCut }: TrainOutcome): TableCut[] {
  const tasks = [...new Set(data.map(({ task }) => task))];
  const byTask = tasks.map((task) => {
    const tables = data.filter((table) => table.task === task);
    const language = [...new Set(tables.map(cutLanguage))].join(' + ');
    return { task, language, split: tables[0]?.location.split ?? '' };
  });
  const text = { task: 'mlm', language: masked?.languages?.join(' + ') ?? 'all', split: 'text' };
  const trained = [...byTask, ...(masked ? [text] : [])].flatMap(({ task, language, split }, i) =>
    cut[i] ? [tableCut(task, language, split, cut[i])] : [],
  );
  if (!select || !selectCut) return trained;
  return [...trained, tableCut(select.task, select.language, select.location.split, selectCut)];
}

const shuffled = ({ task, examples }: TaskData, seed: number): TaskData => ({
  task,
  examples: shuffleLabels(examples, { task: task.name, seed }),
});

/** The rows of one table that are trained on; those of a translate stage were chosen when they were translated. */
async function trainingRows(
  stage: TrainStage,
  table: Table,
  place: Workplace,
  skipped: SkipCount[],
): Promise<TaskData> {
  const task = place.task(table.task);
  if (table.translation) {
    const items = await readTranslated(place.stageFolder(table.translation.stage));
    return { task, examples: examplesAmong(items) };
  }
  const read = await readRows(place.source, task, table);
  skipped.push(...read.skipped);
  // The task as it was read: it has the tags of its training rows.
  return { task: read.rows.task, examples: chosen(stage, table, read.rows.examples) };
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
  const { maxExamples } = stage.recipe;
  return maxExamples === null ? examples : firstOf(examples, { task: table.task, most: maxExamples, seed: stage.seed });
}

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
