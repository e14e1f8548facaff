// A test's rows, which may be translated: then some of them may be lost, and are wrong.
import type { AnyTask, Example, Kind } from '@stopover/core';
import type { Prediction } from '@stopover/training';
import { readRows } from './read-rows.ts';
import type { Table } from './stage.ts';
import type { SkipCount } from './stage-record.ts';
import { examplesAmong, readTranslated } from './translated-examples.ts';
import type { Workplace } from './workplace.ts';

/** The rows of a test as they are predicted on. */
export interface TestRows {
  /** With the tags of its training rows, where it has no list of its own. */
  readonly task: AnyTask;
  readonly examples: readonly Example<Kind>[];
  /** Items without a translation: answered with nothing, which is wrong, so that every arm has the same items. */
  readonly lost: readonly Prediction[];
  /** Of all items, in the test's order; null where none is lost. */
  readonly ids: readonly string[] | null;
}

/** Reads the rows of a test, or of its translation. */
export async function testRows(table: Table, place: Workplace, skipped: SkipCount[]): Promise<TestRows> {
  const task = place.task(table.task);
  if (!table.translation) {
    const read = await readRows(place.source, task, table);
    skipped.push(...read.skipped);
    return { task: read.rows.task, examples: read.rows.examples, lost: [], ids: null };
  }
  const items = await readTranslated(place.stageFolder(table.translation.stage));
  const lost = items.flatMap((item) => ('lost' in item ? [unanswered(item.id, task)] : []));
  return {
    task,
    examples: examplesAmong(items),
    lost,
    ids: items.map(({ id }) => id),
  };
}

/** A gold answer that the given one is not, of the kinds that can be translated. */
const unanswered = (id: string, { kind }: AnyTask): Prediction =>
  kind === 'span'
    ? { id, gold: { texts: ['(lost in translation)'], start: 0 }, prediction: '' }
    : { id, gold: 0, prediction: -1 };

/** The predictions in the order of `ids`; as they are where there is none. */
export function inOrder(predictions: readonly Prediction[], ids: readonly string[] | null): readonly Prediction[] {
  if (!ids) return predictions;
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
