import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

/** One column of a table for a person. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

// Two spaces between columns and nothing else: such a table can be read aloud, copied and cut by `awk`.
const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows in aligned columns under their titles; `paint` colours the titles. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (title: string) => string = (title) => title,
): string {
  if (rows.length > block) return inBlocks(columns, rows, paint);
  return draw(columns, rows, paint);
}

/** Rows that the library draws at once: it passes all of them as arguments of one call. */
const block = 1000;

/** The same table drawn block by block, with the widths of all its rows. */
function inBlocks(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (title: string) => string,
): string {
  const widths = columns.map(({ title }) => widthOf(title));
  for (const row of rows)
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(text));
    });
  const parts: string[] = [];
  for (let first = 0; first < rows.length; first += block) {
    const drawn = draw(columns, rows.slice(first, first + block), paint, widths);
    // The titles stand above the first block alone.
    parts.push(first === 0 || columns.length === 0 ? drawn : drawn.slice(drawn.indexOf('\n') + 1));
  }
  return parts.join('\n');
}

/** Columns that a text takes; of letters that may be wide it is too much rather than too little. */
const widthOf = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce(
    (sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= 0x1100 && letter !== '→' && letter !== '✓' ? 2 : 1),
    0,
  );

function draw(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (title: string) => string,
  widths?: readonly number[],
): string {
  const drawn = new Table({
    ...(widths && { colWidths: [...widths] }),
    chars: bare,
    head: columns.map(({ title }) => paint(title)),
    colAligns: columns.map(({ align = 'left' }) => align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) drawn.push([...row]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
