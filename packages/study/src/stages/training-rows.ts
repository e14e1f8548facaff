// The rows that a train stage trains on: which of its tables' rows, and which of them are one data set.
import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import {
  firstOf,
  nameOf,
  notHeldOut,
  pick,
  readRows,
  type SkipCount,
  shotIndices,
  type Table,
  type TaskData,
  withTagsOf,
  withTagsOfAll,
} from '@stopover/data';
import { cutLanguage } from '../records/cut-record.ts';
import type { TrainStage } from '../records/stage.ts';
import type { StageContext } from './stage-context.ts';
import { examplesAmong, readTranslated } from './translated-examples.ts';

/** Rows of one data set, under the name that a record calls it by where it is not its task's. */
interface RowSet extends TaskData {
  readonly name?: string;
}

type Place = Pick<StageContext, 'source' | 'task' | 'stageFolder'>;
type Take = NonNullable<TrainStage['sets']>[number]['take'];

/**
 * The data sets of a stage. Without sets of its own, translations of a task's rows, and the rows beside them, are one
 * task's data: they share its head. Sets are rows of one target, and carry the task of the first, whose head they share.
 * A task without a list of tags of its own has those of all that its head is trained on.
 */
export async function trainingRows(stage: TrainStage, place: Place, skipped: SkipCount[]): Promise<RowSet[]> {
  const { sets } = stage;
  if (!sets) {
    const data = new Map<string, TaskData>();
    for (const table of stage.data) {
      const rows = await tableRows(stage, table, stage.shots ? 'shots' : 'all', place, skipped);
      const before = data.get(table.task);
      data.set(table.task, before ? asOne([before, rows], before) : rows);
    }
    return [...data.values()];
  }
  const read: RowSet[] = [];
  for (const { tables, take } of sets) {
    const rows: TaskData[] = [];
    for (const i of tables) {
      const table = stage.data[i];
      if (table) rows.push(await tableRows(stage, table, take, place, skipped));
    }
    const [first] = rows;
    const name = nameOfSet(stage, tables, take);
    if (first) read.push({ ...asOne(rows, first), name });
  }
  return underOneHead(read);
}

/** `mnli`, `mnli en → de`, `xnli sw, 10 shots`. */
function nameOfSet({ data, shots }: TrainStage, tables: readonly number[], take: Take): string {
  const own = tables.flatMap((i) => data[i] ?? []);
  const languages = [...new Set(own.map(cutLanguage))].join(' + ');
  const name = [own[0]?.task, ...(languages === 'en' ? [] : [languages])].join(' ');
  return take === 'shots' && shots ? `${name}, ${shots.k} shots` : name;
}

/** A task with the tags of all rows, where they are known by the rows alone. */
const underOneTask = (task: AnyTask, rows: readonly TaskData[]): AnyTask =>
  withTagsOfAll(
    task,
    rows.map((one) => one.task),
  );

/** Rows of several tables as one task's. */
const asOne = (rows: readonly TaskData[], { task }: TaskData): TaskData => ({
  task: underOneTask(task, rows),
  examples: rows.flatMap(({ examples }) => examples),
});

/** Sets with the task of the first; where tags are known by the rows alone, with those of all. */
function underOneHead(sets: readonly RowSet[]): RowSet[] {
  const [first] = sets;
  if (!first) return [];
  const task = underOneTask(first.task, sets);
  return sets.map((set) => ({ ...set, task }));
}

/** The rows of one table that are trained on; those of a translate stage were chosen when they were translated. */
async function tableRows(
  stage: TrainStage,
  table: Table,
  take: Take,
  place: Place,
  skipped: SkipCount[],
): Promise<TaskData> {
  const task = place.task(table.task);
  if (table.translation) {
    const items = await readTranslated(place.stageFolder(table.translation.stage));
    return { task, examples: examplesAmong(items) };
  }
  // A file of draws names rows wherever they are in the table.
  const { limit: _, ...whole } = table;
  const read = await readRows(place.source, task, take === 'shots' && stage.shots?.ids ? whole : table);
  skipped.push(...read.skipped);
  const examples = await chosen(stage, table, take, read.rows.examples);
  // A table of training rows has brought its tags. Of others no row beyond those that are taken may tell any.
  return { task: table.role === 'train' ? read.rows.task : withTagsOf(read.rows.task, examples), examples };
}

/** A draw's first k, the rows that are not held out, or the first `maxExamples` in an order drawn from the seed. */
async function chosen(
  { shots, recipe: { maxExamples }, seed }: TrainStage,
  table: Table,
  take: Take,
  examples: readonly Example<Kind>[],
): Promise<readonly Example<Kind>[]> {
  const { task, language } = table;
  if (take === 'shots' && shots) return drawn(shots, table, examples);
  const all = take === 'not-held-out' ? pick(examples, notHeldOut({ task, language }, examples.length)) : examples;
  return maxExamples === null ? all : firstOf(all, { task, most: maxExamples, seed });
}

async function drawn(
  { language, k, bucket, ids }: NonNullable<TrainStage['shots']>,
  { task, location }: Table,
  examples: readonly Example<Kind>[],
): Promise<readonly Example<Kind>[]> {
  const n = examples.length;
  const refuse = (what: string, remedy: string): never => {
    throw new DataError({ where: nameOf(location), what, remedy });
  };
  if (n < k) refuse(`${k} shots were planned and ${n} rows can be used`, 'Plan the study again.');
  if (!ids) return pick(examples, await shotIndices({ task, language, bucket }, examples, k));
  const byId = new Map(examples.map((example) => [example.id, example]));
  return ids.map(
    (id) => byId.get(id) ?? refuse(`there is no row "${id}", which draw ${bucket} names`, 'Correct the file of draws.'),
  );
}
