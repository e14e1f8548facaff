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
    if (columns === undefined) columns = headings(record, path);
    else yield rowOf(record, columns, path, format);
  }
}

function headings({ cells, line }: CsvRecord, path: string): readonly string[] {
  const twice = cells.find((name, i) => cells.indexOf(name) !== i);
  if (twice === undefined) return cells;
  const what = `the column "${twice}" is there twice`;
  throw new DataError({ where: `${path}, line ${line}`, what, remedy: 'Give each column a name of its own.' });
}

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
  try {
    for await (const { record, info } of parser) yield { line: info.lines - lineEndsIn(record), cells: record };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const remedy = 'Quote a cell that holds quotes, commas or line ends, and double the quotes inside it.';
    throw new DataError({ where: path, what: messageOf(cause), remedy }, { cause });
  } finally {
    text.destroy();
  }
}

/** A record is known by the line that it ends in. */
const lineEndsIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.match(/\r\n|[\r\n]/g)?.length ?? 0), 0);

/** The file as it is, in pieces: a cell keeps the line ends inside it. */
async function* textOf(path: string, chunks: AsyncIterable<Uint8Array> | undefined): AsyncGenerator<string> {
  for await (const { text, end } of readRawLines(path, chunks)) yield text + end;
}
