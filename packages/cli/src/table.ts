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
  const drawn = new Table({
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
