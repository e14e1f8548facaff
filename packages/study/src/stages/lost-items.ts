// What a translated test has lost: items without a translation, which every metric must still count.
import { type AnyTask, DataError, type Source } from '@stopover/core';
import { nameOf, readRows, type Table } from '@stopover/data';
import type { Prediction } from '@stopover/training';

/** Where lost items come from: the table that was translated, and its task. */
interface Originals {
  readonly source: Source;
  readonly task: AnyTask;
  readonly table: Table;
}

/**
 * A prediction for each lost item, in the order of `ids`: its original's gold answer, and an answer that is never right. A
 * score over items would be the same with any gold answer; F1 is not, which counts the positives that were missed.
 * @throws DataError when the rows that were translated are not those that the study was planned with.
 */
export async function lostAnswers(
  ids: readonly string[],
  { source, task, table }: Originals,
): Promise<readonly Prediction[]> {
  if (ids.length === 0) return [];
  // What is read here is not among the tables that were compared before the stage began.
  if ((await source.fingerprint(table.location)) !== table.fingerprint) throw otherRows(task, table);
  const { rows } = await readRows(source, task, table);
  const golds = new Map(rows.examples.map(({ id, gold }) => [id, gold] as const));
  return ids.map((id) => {
    if (!golds.has(id)) throw otherRows(task, table);
    return { id, gold: golds.get(id), prediction: wrongAnswers[task.kind] };
  });
}

/** Code points that no text may hold: '' is right for a question without an answer, and no word of one is in any gold. */
const noText = '\u{10ffff}';

/** What is never right, by kind; null where nothing of the kind is translated. */
const wrongAnswers = {
  classification: -1,
  choice: -1,
  span: noText,
  ...{ tagging: null, bitext: null, ranking: null, mlm: null },
} satisfies { readonly [K in AnyTask['kind']]: number | string | null };

const otherRows = (task: AnyTask, table: Table) =>
  new DataError({
    where: nameOf(table.location),
    what: `the rows of ${task.name} are not those that the study was planned with`,
    remedy: 'Run `stopover run STUDY.yaml` again: it plans with the rows there are now.',
  });
