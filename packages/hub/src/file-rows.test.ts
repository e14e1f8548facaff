import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileRows } from './file-rows.ts';
import { all } from './fixtures/rows.ts';
import { parseExactly } from './json-rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-rows-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Rows, and of one that cannot be parsed what is said of it. */
async function rowsOf(name: string, content: string | Buffer): Promise<unknown[]> {
  await writeFile(join(folder, name), content);
  const rows = await all(fileRows(join(folder, name)));
  return rows.map((row) => (row instanceof DataError ? row.message.replace(`${folder}/`, '') : row));
}

describe('.jsonl', () => {
  it('has an object on each line, whatever the lines hold and end with', async () => {
    const rows = [
      { text: '\ufeffa\u2028b\u0085c', n: 1 },
      { text: 'd', n: null },
    ];
    expect(await rowsOf('a.jsonl', `\ufeff${rows.map((row) => JSON.stringify(row)).join('\r\n\r\n')}`)).toEqual(rows);
  });

  it('tells the line that is none, and goes on', async () => {
    const [first, second, third] = await rowsOf('a.jsonl', '{"a":1}\n{"a":\n{"a":3}\n');
    expect([first, third]).toEqual([{ a: 1 }, { a: 3 }]);
    expect(second).toMatch(/^a\.jsonl, line 2: this is not JSON/);
    expect(await rowsOf('a.jsonl', '[{"a":1},{"a":2}]')).toEqual([
      'a.jsonl, line 1: this is a list and not an object. Write one row as a JSON object on each line.',
    ]);
  });

  it('loses no digit of an integer', () => {
    expect(
      parseExactly('{"id":9007199254740993,"s":"9007199254740993 \\"1","n":[-9007199254740993,1.2345678901234567890]}'),
    ).toEqual({
      id: 9007199254740993n,
      s: '9007199254740993 "1',
      n: [-9007199254740993n, 1.2345678901234567],
    });
    expect(() => parseExactly('{"id":09007199254740993}')).toThrow(SyntaxError);
  });
});

describe('.csv', () => {
  it('has cells of text below a line of headings; quoted ones hold anything', async () => {
    const text = '\ufeffpremise,label\r\n"one, ""two""\r\nthree\u2028",0\r\n\r\n,"007"\r\nx\u0085y, z \n';
    expect(await rowsOf('a.csv', text)).toEqual([
      { premise: 'one, "two"\r\nthree\u2028', label: '0' },
      { premise: '', label: '007' },
      { premise: 'x\u0085y', label: ' z ' },
    ]);
  });

  it('tells the row that has too few or too many cells, by its line', async () => {
    const rows = await rowsOf('a.csv', 'a,b,c\n"1\n2",,\nx\n1,2,3,4\n5,6,7\n');
    expect(rows).toEqual([
      { a: '1\n2', b: '', c: '' },
      expect.stringMatching(/^a\.csv, line 4: the row has 1 cells, and there are 3 columns: "b", "c" missing/),
      expect.stringMatching(/^a\.csv, line 5: the row has 4 cells, and there are 3 columns\./),
      { a: '5', b: '6', c: '7' },
    ]);
  });

  it('is refused with a heading twice, a quote without an end, and what is not UTF-8', async () => {
    await expect(rowsOf('a.csv', 'a,b,a\n1,2,3\n')).rejects.toThrow('a.csv, line 1: the column "a" is there twice');
    await expect(rowsOf('a.csv', 'a,b\n1,"2\n3,4\n')).rejects.toThrow(
      'a.csv, in or after line 2: a cell begins with a quote that does not end. Quote a cell',
    );
    await expect(rowsOf('a.csv', 'a,b\n1,2\nthe "boat",4\n')).rejects.toThrow(
      'a.csv, line 3: a quote stands in a cell that does not begin with one. Quote a cell',
    );
    await expect(rowsOf('a.csv', 'a,b\n1,2\n"the boat"s,4\n')).rejects.toThrow(
      'a.csv, line 3: a quoted cell goes on behind its closing quote',
    );
    await expect(rowsOf('a.csv', Buffer.from('a\nF\xe4hre\n', 'latin1'))).rejects.toThrow(
      /a\.csv, line 2: .*not UTF-8/,
    );
  });
});

it('is told when cells or lines are separated by something else, as a spreadsheet of another country writes them', async () => {
  await expect(rowsOf('a.csv', 'id;text\n1;boat\n')).rejects.toThrow(
    'a.csv, line 1: the column names are not separated by commas, but by ";". Save the file with commas between cells.',
  );
  await expect(rowsOf('a.csv', 'id\ttext\n1\tboat\n')).rejects.toThrow(
    'but by tabs. Save the file with commas between cells, or call it .tsv.',
  );
  await expect(rowsOf('a.tsv', 'id,text\n1,boat\n')).rejects.toThrow(
    'but by ",". Save the file with tabs between cells, or call it .csv.',
  );
  await expect(rowsOf('a.csv', 'id,text\r1,boat\r2,boat\r')).rejects.toThrow('a.csv: lines end with CR alone');
  expect(await rowsOf('a.csv', 'text\nboat;ship\n')).toEqual([{ text: 'boat;ship' }]);
});

it('.tsv has a row on each line, and quotes are characters', async () => {
  expect(await rowsOf('a.tsv', 'premise\tlabel\r\n"Stop," he said\t0\r\nonly one\r\n\t"1"\n')).toEqual([
    { premise: '"Stop," he said', label: '0' },
    expect.stringMatching(/^a\.tsv, line 3: the row has 1 cells.*"label" missing/),
    { premise: '', label: '"1"' },
  ]);
});

it('a file of any other name has lines', async () => {
  expect(await rowsOf('de.test', '\ufeffa\u2028b\r\n\n\ufeffc')).toEqual([
    { file: 'de.test', line: 1, text: 'a\u2028b' },
    { file: 'de.test', line: 3, text: '\ufeffc' },
  ]);
  await expect(rowsOf('de.test', Buffer.from('ok\nF\xe4hre\n', 'latin1'))).rejects.toThrow(/de\.test, line 2/);
});
