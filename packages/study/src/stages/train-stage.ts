import { DataError } from '@stopover/core';
import {
  heldOutOfDraws,
  nameOf,
  oracleDev,
  pick,
  readMaskedText,
  readRows,
  type SelectionRows,
  type SkipCount,
  type Table,
  type TaskData,
  textsOf,
  translatedDev,
} from '@stopover/data';
import { recipe, type TrainOutcome } from '@stopover/training';
import { adapterBaseOf, placeOfWhole } from '../planning/adapter-base.ts';
import { cutLanguage, type TableCut, tableCut } from '../records/cut-record.ts';
import type { TrainStage } from '../records/stage.ts';
import { englishDev } from './english-dev.ts';
import { shuffleLabels } from './shuffled-labels.ts';
import type { StageContext, StageResult } from './stage-context.ts';
import { trainingRows } from './training-rows.ts';
import { examplesAmong, readTranslated } from './translated-examples.ts';

/** Reads the rows of a train stage and lets the engine train; undefined when the signal stopped it. */
export async function trainStage(stage: TrainStage, place: StageContext): Promise<StageResult> {
  const skipped: SkipCount[] = [];
  const data = await trainingRows(stage, place, skipped);
  const select = await selectionRows(stage, place, skipped);
  const { signal, threads, onProgress, follow, onNote, setAside } = place;
  const whole = adapterBaseOf(stage);
  const outcome = await place.engine.train({
    from: place.from,
    data: data.map((one) => (stage.labels ? shuffled(one, stage.seed) : one)),
    head: stage.head,
    // The rows are chosen here, with the plan's seed: the engine takes all it is given.
    recipe: recipe({ ...stage.recipe, maxExamples: null }),
    ...(whole && { adapterBase: placeOfWhole(whole) }),
    seed: stage.seed,
    ...(stage.headSeed !== undefined && { headSeed: stage.headSeed }),
    backend: place.backend,
    folder: place.folder,
    mayWrite: place.mayWrite,
    setAside,
    ...(stage.mixing && { mixing: stage.mixing }),
    ...(stage.heads && { heads: stage.heads }),
    ...(stage.masked && {
      beside: {
        share: stage.masked.share,
        examples: await readMaskedText(stage.masked, { seed: stage.seed, texts: textsOf(place.source) }),
      },
    }),
    ...(select && { select }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(follow && { follow }),
    ...(onNote && { onNote: (line: string) => onNote(`${stage.title}: ${line}`) }),
  });
  if (outcome.interrupted) return undefined;
  const cut = cutsOf(stage, outcome);
  const { steps, examplesSeen, selection, selectedStep, selectionScore, finalLoss, losses, resumedAt } = outcome;
  const loss = Number.isFinite(finalLoss) ? finalLoss : null;
  return {
    steps,
    examplesSeen,
    truncated: cut.reduce((sum, one) => sum + one.truncated, 0),
    cut,
    skipped,
    sampled: [...outcome.sampled],
    maskedHead: outcome.maskedHead,
    outcome: {
      selection: { ...selection, averaged: selection.averaged && [...selection.averaged] },
      selectedStep,
      selectionScore,
      finalLoss: loss,
      losses: { ...losses, means: [...losses.means] },
      resumedAt,
    },
  };
}

/** What was cut of each task's training rows and of the text beside them, and of the development rows. */
function cutsOf({ data, sets, select, selectOn, masked }: TrainStage, { cut, selectCut }: TrainOutcome): TableCut[] {
  const tasks = [...new Set(data.map(({ task }) => task))];
  const groups = sets
    ? sets.map(({ tables }) => tables.flatMap((i) => data[i] ?? []))
    : tasks.map((task) => data.filter((table) => table.task === task));
  const byTask = groups.map((tables) => {
    const task = tables[0]?.task ?? '';
    const language = [...new Set(tables.map(cutLanguage))].join(' + ');
    return { task, language, split: tables[0]?.location.split ?? '' };
  });
  const text = { task: 'mlm', language: masked?.languages?.join(' + ') ?? 'all', split: 'text' };
  const trained = [...byTask, ...(masked ? [text] : [])].flatMap(({ task, language, split }, i) =>
    cut[i] ? [tableCut(task, language, split, cut[i])] : [],
  );
  const [chosenOn] = selectionTables({ select, selectOn });
  if (!chosenOn || !selectCut) return trained;
  return [...trained, tableCut(chosenOn.task, cutLanguage(chosenOn), chosenOn.location.split, selectCut)];
}

const shuffled = <D extends TaskData>({ task, examples, ...rest }: D, seed: number) => ({
  ...rest,
  task,
  examples: shuffleLabels(examples, { task: task.name, seed }),
});

/** The tables whose rows a stage's model is chosen on. */
export const selectionTables = ({
  select,
  selectOn,
}: Pick<TrainStage, 'select'> & Pick<Partial<TrainStage>, 'selectOn'>): readonly Table[] => [
  ...(select ? [select] : []),
  ...(selectOn ? [selectOn.table] : []),
];

/** The rows of the stage's selection, at most as many as the recipe selects on; the same for every seed. */
async function selectionRows(
  { select, selectOn, recipe: { selectionExamples } }: TrainStage,
  place: StageContext,
  skipped: SkipCount[],
): Promise<SelectionRows | undefined> {
  const [table] = selectionTables({ select, selectOn });
  if (!table) return undefined;
  const task = place.task(table.task);
  if (table.translation) {
    const items = await readTranslated(place.stageFolder(table.translation.stage));
    return translatedDev({ task, language: table.translation.to, examples: examplesAmong(items) });
  }
  if (select) return englishDev(select, selectionExamples, place, skipped);
  const { rows, skipped: left } = await readRows(place.source, task, table);
  skipped.push(...left);
  const { draws, most } = selectOn?.kind === 'oracle' ? selectOn : { draws: null, most: undefined };
  const places = { task: table.task, language: table.language };
  const kept = pick(rows.examples, await heldOutOfDraws(places, rows.examples, draws, most));
  if (kept.length > 0) return oracleDev({ ...rows, examples: kept.slice(0, selectionExamples) });
  const what = 'every row is in some draw of shots, so that none is left to select on';
  throw new DataError({
    where: nameOf(table.location),
    what,
    remedy: 'Ask for fewer shots or draws, or do not select by oracle.',
  });
}
