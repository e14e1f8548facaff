import { stripBlanks } from '@stopover/metrics';
import type { Place, Tell } from './finding.ts';
import { linesOf } from './text-lines.ts';

/** The value of a line, and where it stands. */
export interface LabelRow extends Place {
  readonly line: number;
  readonly value: string;
}

/** The lines of a file without the blanks around them, one row a line; an empty line is a row and is told. */
export async function readLabelRows(file: string, tell: Tell): Promise<readonly LabelRow[]> {
  const rows: LabelRow[] = [];
  for await (const { number, text } of linesOf(file, tell)) {
    const value = stripBlanks(text);
    if (value === '') tell('empty-line', { file, line: number }, 'the line is empty');
    rows.push({ file, line: number, value });
  }
  return rows;
}
