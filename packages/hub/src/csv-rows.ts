import { Readable } from 'node:stream';
import { DataError, messageOf } from '@stopover/core';
import { readRawLines } from '@stopover/files';
import { CsvError, parse } from 'csv-parse';

/** A record with the line in which it begins. */
interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a file whose first line names the columns; every cell is a text, an empty one too. `.csv` is RFC 4180's:
 * a cell in double quotes may hold commas, line ends and doubled quotes. `.tsv` is IANA's text/tab-separated-values: a
 * quote is a character like any other, and a cell holds neither tabs nor line ends. A record with more or fewer cells
 * than there are columns comes as the DataError that says so, in its row's place.
 * @throws DataError naming the file and line of a heading that is there twice, of a quote that does not end, or of what
 * is not UTF-8.
 */
export async function* csvRows(
  path: string,
  format: 'csv' | 'tsv',
  chunks?: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown> {
  let columns: readonly string[] | undefined;
  for await (const record of records(path, format, chunks)) {
    if (columns === undefined) columns = headings(record, path, format);
    else yield rowOf(record, columns, path, format);
  }
}

function headings({ cells, line }: CsvRecord, path: string, format: 'csv' | 'tsv'): readonly string[] {
  const refuse = (what: string, remedy: string, where = `${path}, line ${line}`): never => {
    throw new DataError({ where, what, remedy });
  };
  if (cells.some((name) => /\r(?!\n)/.test(name)))
    refuse('lines end with CR alone', 'Save the file with line ends LF or CRLF.', path);
  // A table of one column is of no use to any task: its cells were separated by something else.
  const [only = '', ...others] = cells;
  const sign = others.length === 0 ? signs[format].others.exec(only)?.[0] : undefined;
  if (sign !== undefined)
    refuse(
      `the column names are not separated by ${signs[format].own}, but by ${sign === '\t' ? 'tabs' : `"${sign}"`}`,
      `Save the file with ${signs[format].own} between cells${sign === '\t' ? ', or call it .tsv' : ''}${sign === ',' ? ', or call it .csv' : ''}.`,
    );
  const twice = cells.find((name, i) => cells.indexOf(name) !== i);
  if (twice !== undefined) refuse(`the column "${twice}" is there twice`, 'Give each column a name of its own.');
  return cells;
}

/** What separates cells, and what a program that means something else by the ending writes between them. */
const signs = {
  csv: { own: 'commas', others: /[;\t]/ },
  tsv: { own: 'tabs', others: /[,;]/ },
} as const;

function rowOf({ cells, line }: CsvRecord, columns: readonly string[], path: string, format: 'csv' | 'tsv'): unknown {
  if (cells.length === columns.length) return Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']));
  const fewer = cells.length < columns.length;
  const missing = columns.slice(cells.length).map((name) => `"${name}"`);
  const what = `the row has ${cells.length} cells, and there are ${columns.length} columns${fewer ? `: ${missing.join(', ')} missing` : ''}`;
  const sign = format === 'csv' ? 'a comma' : 'a tab';
  const hint = format === 'csv' ? ' (quote a cell that holds commas)' : ' (a .tsv has no quoted cells: a .csv has)';
  return new DataError({ where: `${path}, line ${line}`, what, remedy: `Put ${sign} between any two cells${hint}.` });
}

async function* records(
  path: string,
  format: 'csv' | 'tsv',
  chunks: AsyncIterable<Uint8Array> | undefined,
): AsyncGenerator<CsvRecord> {
  if (format === 'tsv') {
    for await (const { number, text } of readRawLines(path, chunks)) {
      if (text !== '') yield { line: number, cells: text.split('\t') };
    }
    return;
  }
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    record_delimiter: ['\n', '\r\n'],
  });
  const text = Readable.from(textOf(path, chunks));
  text.once('error', (error) => parser.destroy(error)).pipe(parser);
  let before = 0;
  try {
    for await (const { record, info } of parser) {
      yield { line: info.lines - lineEndsIn(record), cells: record };
      before = info.lines;
    }
  } catch (cause) {
    throw cause instanceof CsvError ? unreadable(cause, path, before + 1) : cause;
  } finally {
    text.destroy();
  }
}

/** What the parser could not read on; `next`: a line that begins no record which was read. */
function unreadable(cause: CsvError, path: string, next: number): DataError {
  const remedy = 'Quote a cell that holds quotes, commas or line ends, and double the quotes inside it.';
  const { code, lines } = cause;
  // Of a quote without an end the parser knows the last line of the file only.
  const [where, what] =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? [`in or after line ${next}`, 'a cell begins with a quote that does not end']
      : [`line ${String(lines)}`, faults.get(code) ?? messageOf(cause)];
  return new DataError({ where: `${path}, ${where}`, what, remedy }, { cause });
}

const faults: ReadonlyMap<string, string> = new Map([
  ['INVALID_OPENING_QUOTE', 'a quote stands in a cell that does not begin with one'],
  ['CSV_INVALID_CLOSING_QUOTE', 'a quoted cell goes on behind its closing quote'],
]);

/** A record is known by the line that it ends in. */
const lineEndsIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.match(/\r\n|[\r\n]/g)?.length ?? 0), 0);

/** The file as it is, in pieces: a cell keeps the line ends inside it. */
async function* textOf(path: string, chunks: AsyncIterable<Uint8Array> | undefined): AsyncGenerator<string> {
  for await (const { text, end } of readRawLines(path, chunks)) yield text + end;
}
