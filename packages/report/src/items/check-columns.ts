import { DataError } from '@stopover/core';
import { nearest } from '@stopover/registry';
import { countColumns, itemColumns, requiredColumns } from './item-columns.ts';

/**
 * Holds a table's headings against the columns of an item table.
 * @returns a sentence on the columns that are not read.
 * @throws DataError naming the file and the column that is missing.
 */
export function checkColumns(path: string, columns: readonly string[]): readonly string[] {
  const names: readonly string[] = itemColumns;
  const unknown = columns.filter((name) => !names.includes(name));
  const missing: readonly string[] = requiredColumns.filter((name) => !columns.includes(name));
  const counted = countColumns.every((name) => columns.includes(name));
  const lacking = !columns.includes('score') && !counted ? [...missing, 'score'] : missing;
  const [first] = lacking;
  if (first !== undefined) {
    const near = nearest(first, unknown);
    const list = lacking.map((name) => `"${name}"`).join(', ');
    throw new DataError({
      where: path,
      what: `there is no column ${list}`,
      remedy: near
        ? `Is it the one called "${near}"? Then rename that.`
        : 'An item table has target, item, arm and score (or tp, fp and fn).',
    });
  }
  if (unknown.length === 0) return [];
  const told = unknown.map((name) => {
    const near = nearest(
      name,
      itemColumns.filter((one) => !columns.includes(one)),
    );
    return near ? `${name} (is it ${near}?)` : name || 'one without a name';
  });
  return [`Columns that are not read: ${told.join(', ')}.`];
}
