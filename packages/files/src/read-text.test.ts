import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byteLines } from './byte-lines.ts';
import { linesIn, printedLines, readLines, readRawLines, readText, textOf } from './read-text.ts';

// Everything that some reader somewhere takes for the end of a line, and U+FEFF inside the text.
const odd = 'a\u2028b\u2029c\u0085d\u000be\u000cf\u001cg\rh\ufeffi\u{1f34a}';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const textsOf = async (content: string | Uint8Array, size = 65536) => {
  const texts: string[] = [];
  for await (const { text } of readLines('x', inPieces(Buffer.from(content), size))) texts.push(text);
  return texts;
};

describe('lines', () => {
  it('end at LF and CRLF and nowhere else, wherever the pieces end', async () => {
    const content = `\ufeff${odd}\r\n\n\ufeffsecond \r\n${odd}`;
    for (const size of [1, 2, 3, 7, 65536]) {
      expect(await textsOf(content, size)).toEqual([odd, '', '\ufeffsecond ', odd]);
    }
  });

  it('one mark at the start is left out, and only one', async () => {
    expect(await textsOf('\ufeff\ufeffa\n\ufeffb\n')).toEqual(['\ufeffa', '\ufeffb']);
    expect(await textsOf('\ufeff')).toEqual(['']);
    expect(await textsOf('')).toEqual([]);
    expect(await textsOf('a\r')).toEqual(['a\r']);
  });

  it('have their ends beside them: together they are the file', async () => {
    const content = `a\r\nb\n\r\n${odd}`;
    let whole = '';
    for await (const { text, end } of readRawLines('x', inPieces(Buffer.from(content), 3))) whole += text + end;
    expect(whole).toBe(content);
  });

  it('may end at a lone CR, as in Python, where that is asked for', async () => {
    for (const size of [1, 2, 3, 100]) {
      const cut: string[] = [];
      for await (const { bytes, end } of byteLines(inPieces(Buffer.from('a\rb\r\nc\n\rd\r'), size), 'LF, CRLF and CR'))
        cut.push(`${Buffer.from(bytes)}${JSON.stringify(end)}`);
      expect(cut).toEqual(['a"\\r"', 'b"\\r\\n"', 'c"\\n"', '"\\r"', 'd"\\r"']);
    }
  });

  it('that are not UTF-8 are named by file and line', async () => {
    const path = join(folder, 'latin1.txt');
    await writeFile(path, Buffer.concat([Buffer.from('eins\nzwei\n'), Buffer.from('F\xe4hre\n', 'latin1')]));
    const read = async () => {
      for await (const _ of readLines(path));
    };
    await expect(read()).rejects.toThrow(DataError);
    await expect(read()).rejects.toThrow(`${path}, line 3: the line is not UTF-8`);
    await expect(readText(path)).rejects.toThrow(`${path}, line 3: the line is not UTF-8`);
    await expect(textOf(Buffer.from('\ufeffa: b', 'utf16le'), 'x.yaml')).rejects.toThrow(
      'x.yaml, line 1: the file is UTF-16',
    );
    await expect(textOf(Buffer.from([0x61, 0xc3]), 'cut.txt')).rejects.toThrow('cut.txt, line 1');
  });
});

it('a whole text keeps all but the mark', async () => {
  const path = join(folder, 'whole.txt');
  await writeFile(path, `\ufeff${odd}\r\n`);
  expect(await readText(path)).toBe(`${odd}\r\n`);
  expect(linesIn(`${odd}\r\n\nb`)).toEqual([odd, '', 'b']);
  expect(linesIn('')).toEqual([]);
});

it('what a program prints is shown even where it is no text', async () => {
  const lines: string[] = [];
  const bytes = Buffer.concat([Buffer.from(`${odd}\r\n`), Buffer.from([0xff, 0x0a])]);
  for await (const line of printedLines(inPieces(bytes, 2))) lines.push(line);
  expect(lines).toEqual([odd, '\ufffd']);
});
