// Which rows a word of a path stands for, on one task and language.
import type { AnyTask, DataWord, PathData } from '@stopover/core';
import { type Availability, available, heldOutOf, isEnglish, type Table, unavailable } from '@stopover/data';
import type { TrainStage } from '../records/stage.ts';
import type { Draw } from './draws.ts';
import type { PlanContext } from './plan-context.ts';
import type { StudyTarget } from './targets.ts';

/** Rows of one data set of a training, by their tables. */
export interface DataSet {
  readonly task: AnyTask;
  readonly tables: readonly Table[];
  readonly take: NonNullable<TrainStage['sets']>[number]['take'];
  /** Rows that are used. */
  readonly rows: number;
  /** Labelled target-language examples among them. */
  readonly labelled: number;
  /** The step's name in titles. */
  readonly name: string;
  /** Of shots that a file draws. */
  readonly ids?: readonly string[];
}

/** For what a data set is looked up. */
export interface SetPlace {
  readonly target: StudyTarget;
  /** The task of the English training that is under way. */
  readonly task: AnyTask;
  /** BCP 47; null for what no language changes. */
  readonly language: string | null;
  readonly draw: Draw | null;
  readonly seed: number;
  /** Of all but shots, the first so many in an order drawn from the seed. */
  readonly maxExamples: number | null;
}

/** A word that stands for rows of the target. */
export type RowWord = Exclude<DataWord, 'intermediate' | 'english-again' | 'text'>;

type Find = (context: PlanContext, place: SetPlace, word: PathData) => Promise<Availability<DataSet>>;

const finders = {
  english: findEnglish,
  shots: findShots,
  'in-language': findInLanguage,
  translated: findTranslated,
  'round-trip': findRoundTrip,
} satisfies Record<RowWord, Find>;

const isRowWord = (word: DataWord): word is RowWord => word in finders;

/** The rows of a word, or why the data cannot give them. */
export function dataSet(context: PlanContext, place: SetPlace, word: PathData): Promise<Availability<DataSet>> {
  if (isRowWord(word.data)) return finders[word.data](context, place, word);
  return Promise.resolve(unavailable(`"${word.data}" is a training of its own and cannot be mixed`));
}

/** Whether a word stands for every task of a target's English training, one after the other, or for its rows alone. */
export const followsTraining = ({ data }: PathData): boolean =>
  data === 'english' || data === 'translated' || data === 'round-trip';

interface Source {
  readonly table: Table;
  readonly rows: number;
  /** What of it a translate stage takes. */
  readonly pick: { readonly most: number; readonly seed: number } | null;
}

async function training(
  { tables }: PlanContext,
  { task, seed, maxExamples }: SetPlace,
  language: string,
): Promise<Availability<Source>> {
  const table = await tables.find(task, language, 'train');
  if (!table.ok) return table;
  const all = await tables.count(table.value);
  // All rows are the same rows for every seed.
  const pick = maxExamples === null || maxExamples >= all ? null : { most: maxExamples, seed };
  return available({ table: table.value, rows: pick?.most ?? all, pick });
}

async function findEnglish(context: PlanContext, place: SetPlace): Promise<Availability<DataSet>> {
  const source = await training(context, place, 'en');
  if (!source.ok) return source;
  const { table, rows } = source.value;
  return available({ task: place.task, tables: [table], take: 'all', rows, labelled: 0, name: place.task.name });
}

async function findTranslated(context: PlanContext, place: SetPlace, word: PathData): Promise<Availability<DataSet>> {
  const { target, task, language } = place;
  const others = target.languages.tags.filter((tag) => !isEnglish(tag));
  const into = word.into === 'every' ? others : (word.into ?? (language === null ? others : [language]));
  const tables: Table[] = [];
  let rows = 0;
  for (const from of word.from ?? ['en']) {
    if (into.every((to) => to === from)) continue;
    const source = await training(context, place, from);
    if (!source.ok) return source;
    for (const to of into.filter((one) => one !== from)) {
      const translated = await translatedTable(context, { task, ...source.value }, to);
      if (!translated.ok) return translated;
      tables.push(translated.value);
      rows += source.value.rows;
    }
  }
  if (tables.length === 0) return unavailable('there is no other language to translate from');
  const origins = word.from ? ` from ${word.from.join(' and ')}` : '';
  return available({
    task,
    tables,
    take: 'all',
    rows,
    labelled: 0,
    name: `${task.name} in ${into.join(' and ')}${origins}`,
  });
}

async function findRoundTrip(context: PlanContext, place: SetPlace): Promise<Availability<DataSet>> {
  const { task, language } = place;
  const source = await training(context, place, 'en');
  if (!source.ok) return source;
  if (language === null) return unavailable('a round trip goes through a language');
  const there = await translatedTable(context, { task, ...source.value }, language);
  if (!there.ok) return there;
  const back = await translatedTable(context, { task, table: there.value, rows: source.value.rows, pick: null }, 'en');
  if (!back.ok) return back;
  const name = `${task.name} by way of ${language}`;
  return available({ task, tables: [back.value], take: 'all', rows: source.value.rows, labelled: 0, name });
}

const translatedTable = (
  { translations, study }: PlanContext,
  { task, table, rows, pick }: Source & { readonly task: AnyTask },
  to: string,
): Promise<Availability<Table>> => translations.find({ task, table, to, with: study.translateWith, pick, rows });

async function findShots(context: PlanContext, { target, language, draw }: SetPlace): Promise<Availability<DataSet>> {
  const { task } = target;
  if (language === null || draw === null) return unavailable('shots are of a language and a draw');
  const pool = await labelledRows(context, target, language);
  if (!pool.ok) return unavailable(`no labelled examples to draw shots from: ${pool.reason}`);
  const { table, usable } = pool.value;
  const { k, bucket } = draw;
  if (usable < k) return unavailable(`${k} shots: the ${table.role} rows that can be used are ${usable}`);
  const name = `${k} ${task.name} ${language} shots${context.study.buckets > 1 ? `, bucket ${bucket}` : ''}`;
  const ids = context.draws?.ids(task.name, language, draw);
  if (ids && !ids.ok) return ids;
  return available({
    task,
    tables: [table],
    take: 'shots',
    rows: k,
    labelled: k,
    name,
    ...(ids && { ids: ids.value }),
  });
}

async function findInLanguage(
  context: PlanContext,
  { target, language, maxExamples }: SetPlace,
): Promise<Availability<DataSet>> {
  const { task } = target;
  if (language === null) return unavailable('in-language rows are of a language');
  const own = await context.tables.find(task, language, 'train');
  // Training rows in some languages do not make the scored rows of the others training rows.
  if (!own.ok && target.split === 'validation')
    return unavailable(`${own.reason}, and its validation rows are those that are scored`);
  const pool = own.ok ? own : await context.tables.find(task, language, 'validation');
  if (!pool.ok) return unavailable(`no labelled rows to train on: ${pool.reason}`);
  const usable = await context.tables.usable(task, pool.value);
  const all = own.ok ? usable : usable - heldOutOf(usable);
  const rows = Math.min(all, maxExamples ?? all);
  const name = `${rows} ${task.name} ${language} rows`;
  return available({ task, tables: [pool.value], take: own.ok ? 'all' : 'not-held-out', rows, labelled: rows, name });
}

/** Where labelled target-language examples are drawn from: development rows, or training rows where it has none of those. */
async function labelledRows(
  { tables }: Pick<PlanContext, 'tables'>,
  { task }: StudyTarget,
  language: string,
): Promise<Availability<{ readonly table: Table; readonly usable: number }>> {
  const development = await tables.find(task, language, 'validation');
  const table = development.ok || !task.source.splits.train ? development : await tables.find(task, language, 'train');
  return table.ok ? available({ table: table.value, usable: await tables.usable(task, table.value) }) : table;
}
