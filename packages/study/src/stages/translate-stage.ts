import { type AnyTask, DataError, type Example, type Kind, RequestError } from '@stopover/core';
import {
  collectRows,
  firstOf,
  languageIn,
  limited,
  namedColumnsOf,
  nameOf,
  readRows,
  readyRows,
  rowsThrough,
  type SkipCount,
  type Table,
} from '@stopover/data';
import { canonicalJson, hashFile } from '@stopover/files';
import { sentencesIn, translateExample, translateSentences } from '@stopover/translation';
import type { TranslatedBy, TranslateStage } from '../records/stage.ts';
import type { StageContext, StageResult } from './stage-context.ts';
import { examplesAmong, readTranslated, type TranslatedItem, writeTranslated } from './translated-examples.ts';

/** Makes a table of another one in another language, sentence by sentence; undefined when the signal stopped it. */
export async function translateStage(stage: TranslateStage, place: StageContext): Promise<StageResult> {
  const [table] = stage.data;
  if (!table) throw new Error(`${stage.title}: a translate stage has one table`);
  const task = place.task(table.task);
  const read = await originals(table, task, place);
  const examples = picked(read.examples, stage, table);
  const translated =
    'identity' in stage.by
      ? await byTranslator(examples, stage, stage.by, table, place)
      : await fromFile(examples, stage, stage.by, task, table);
  if (!translated) return undefined;
  const { items } = translated;
  const made = items.filter((item) => 'example' in item).length;
  if (made === 0) {
    const what = `none of ${items.length} rows could be translated (${reasonsOf(items)
      .map(([reason]) => reason)
      .join(', ')})`;
    throw new DataError({ where: stage.title, what, remedy: 'Look into the translator, or leave the language out.' });
  }
  await place.mayWrite();
  await writeTranslated(place.folder, items);
  return {
    steps: 0,
    examplesSeen: made,
    truncated: 0,
    cut: [],
    skipped: [...read.skipped, ...translated.skipped, ...lostOf(items, stage, table)],
    outcome: null,
  };
}

/** The rows to be translated: of a table, or of what another stage has made of it. */
async function originals(
  table: Table,
  task: AnyTask,
  place: StageContext,
): Promise<{ readonly examples: readonly Example<Kind>[]; readonly skipped: readonly SkipCount[] }> {
  if (table.translation) {
    const items = await readTranslated(place.stageFolder(table.translation.stage));
    return { examples: examplesAmong(items), skipped: [] };
  }
  const { rows, skipped } = await readRows(place.source, task, table);
  return { examples: rows.examples, skipped };
}

/** What became of each example, and rows of a ready file that the task leaves out. */
interface Items {
  readonly items: readonly TranslatedItem[];
  readonly skipped: readonly SkipCount[];
}

const picked = (examples: readonly Example<Kind>[], { pick }: TranslateStage, { task }: Table) =>
  pick ? firstOf(examples, { task, most: pick.most, seed: pick.seed }) : examples;

async function byTranslator(
  examples: readonly Example<Kind>[],
  stage: TranslateStage,
  by: Extract<TranslatedBy, { readonly use: string }>,
  table: Table,
  place: StageContext,
): Promise<Items | undefined> {
  await using translator = await place
    .translator(by.use)
    .open(by.settings, { folder: by.folder, source: place.source });
  if (canonicalJson(translator.identity) !== canonicalJson(by.identity)) {
    const remedy = 'Run `stopover run STUDY.yaml` again: it plans with the translator there is now.';
    throw new RequestError({ where: `translator ${by.name}`, what: 'it is not the one that was planned with', remedy });
  }
  const translated = await translateSentences(examples.flatMap(sentencesIn), {
    use: by.use,
    translator,
    from: languageIn(table),
    to: stage.to,
    cache: place.translations,
    ...(place.signal && { signal: place.signal }),
    onProgress: (step, steps) => place.onProgress?.({ step, steps }),
  });
  if (!translated) return undefined;
  const lookup = (sentence: string) => translated.lookup.get(sentence) ?? '';
  const items = examples.map((example) => ({ ...itemOf(example), ...translateExample(example, stage.to, lookup) }));
  return { items, skipped: [] };
}

/** Rows of a ready file. A test's are put beside the items they translate; those of training stand for themselves. */
async function fromFile(
  originals: readonly Example<Kind>[],
  stage: TranslateStage,
  by: Extract<TranslatedBy, { readonly path: string }>,
  task: AnyTask,
  table: Table,
): Promise<Items> {
  if ((await hashFile(by.path)) !== by.sha256) {
    const remedy = 'Run `stopover run STUDY.yaml` again: it plans with the rows there are now.';
    throw new DataError({ where: by.path, what: 'the file is not the one that was planned with', remedy });
  }
  const remedy = `Task ${task.name} expects rows like those of ${nameOf(table.location)}, in ${stage.to}: correct the row.`;
  const { rows, skipped: left } = await collectRows(
    rowsThrough(task, readyRows(by.path, namedColumnsOf(task)), { where: by.path, remedy }),
    task,
    table,
    by.path,
  );
  const skipped = left.map((skip) => ({ ...skip, reason: `into ${stage.to} by ${by.name}: ${skip.reason}` }));
  const ownOf = (examples: readonly Example<Kind>[]) => examples.map((example) => ({ ...itemOf(example), example }));
  if (table.role !== 'test') {
    const { pick } = stage;
    const own = ownOf(limited(rows.examples, table));
    return { items: pick ? firstOf(own, { task: table.task, ...pick }) : own, skipped };
  }
  const own = ownOf(rows.examples);
  const known = new Set(originals.map(({ id }) => id));
  const strange = own.find(({ id }) => !known.has(id));
  // Beside a limited test the file has more than it.
  if (strange && table.limit === undefined) {
    const what = `it has an item "${strange.id}" that the test has not`;
    throw new DataError({
      where: by.path,
      what,
      remedy: 'Give the items the ids of the test, or write all of its rows.',
    });
  }
  const byId = new Map(own.map(({ id, example }) => [id, example]));
  checkLabels(originals, byId, by.path);
  const items = originals.map((original): TranslatedItem => {
    const item = itemOf(original);
    const example = byId.get(item.id);
    return example ? { ...item, example } : { ...item, lost: 'the file has no translation of it' };
  });
  return { items, skipped };
}

/**
 * A label does not change with the language. Where it does, rows are not in the test's order, or labels are stand-ins: a
 * score would be of these, and of one item would be said what another one got.
 * @throws DataError naming the first such item.
 */
function checkLabels(
  originals: readonly Example<Kind>[],
  translated: ReadonlyMap<string, Example<Kind>>,
  where: string,
): void {
  for (const { id = '', gold } of originals) {
    const other = translated.get(id)?.gold;
    if (typeof gold !== 'number' || other === undefined || other === gold) continue;
    const what = `its item "${id}" has the label ${JSON.stringify(other)}, and that of the test has ${gold} (counted from 0)`;
    const remedy = 'Write the rows with the labels of the test, all of them in its order, or with its ids.';
    throw new DataError({ where, what, remedy });
  }
}

/** What an item has of its original. */
const itemOf = ({ id = '', group }: Example<Kind>) => ({ id, ...(group !== undefined && { group }) });

const reasonsOf = (items: readonly TranslatedItem[]): [reason: string, count: number][] => {
  const counts = new Map<string, number>();
  for (const item of items) if ('lost' in item) counts.set(item.lost, (counts.get(item.lost) ?? 0) + 1);
  return [...counts];
};

function lostOf(items: readonly TranslatedItem[], { to, by, pick }: TranslateStage, table: Table): SkipCount[] {
  const part = pick ? ` (rows of seed ${pick.seed})` : '';
  const scored = table.role === 'test' ? '; counted as wrong' : '';
  return reasonsOf(items).map(([reason, count]) => ({
    task: table.task,
    language: table.language,
    split: table.location.split,
    reason: `into ${to} by ${by.name}${part}: ${reason}${scored}`,
    count,
  }));
}
