import { type EnglishDev, permutation, pick, readRows, type SkipCount, type Table } from '@stopover/data';
import type { StageContext } from './stage-context.ts';

/** English development rows, at most so many; the same for every seed. Rows that are skipped are counted. */
export async function englishDev(
  table: Table<'en'>,
  most: number,
  place: Pick<StageContext, 'source' | 'task'>,
  skipped: SkipCount[],
): Promise<EnglishDev> {
  const { rows, skipped: left } = await readRows(place.source, place.task(table.task), table);
  skipped.push(...left);
  const order = permutation(rows.examples.length, 'selection', table.task).slice(0, most);
  return { ...rows, examples: order.length === rows.examples.length ? rows.examples : pick(rows.examples, order) };
}
