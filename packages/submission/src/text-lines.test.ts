import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from './text-lines.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The lines of a file that holds this, and what was told of it. */
async function read(content: string | Buffer) {
  const file = join(folder, 'file.tsv');
  await writeFile(file, content);
  const told: string[] = [];
  const lines: string[] = [];
  for await (const { text } of linesOf(file, (kind, { line }) => told.push(`${kind} ${line}`))) lines.push(text);
  return { lines, told };
}

describe('the lines of a file', () => {
  it.each([
    ['\n', 'a\nb\n', ['a', 'b']],
    ['\\r\\n', 'a\r\nb\r\n', ['a', 'b']],
    ['\\r', 'a\rb\r', ['a', 'b']],
    ['no end', 'a\nb', ['a', 'b']],
    ['empty lines', 'a\n\n\r\n\rb', ['a', '', '', '', 'b']],
    ['nothing', '', []],
    ['other separators of Unicode', 'a\u{2028}b\u{85}c\u{b}d\u{1c}e\n', ['a\u{2028}b\u{85}c\u{b}d\u{1c}e']],
  ])('end as in Python’s text mode: %s', async (_, content, lines) => {
    expect(await read(content)).toEqual({ lines, told: [] });
  });

  it('keep a byte order mark, and tell it', async () => {
    expect(await read('\u{feff}a\nb\n')).toEqual({ lines: ['\u{feff}a', 'b'], told: ['byte-order-mark 1'] });
  });

  it('are whole where the file is read in pieces, inside of a character and between \\r and \\n', async () => {
    // Pieces have 65536 bytes: four bytes a line and \r\n put every border somewhere else.
    for (let shift = 0; shift < 6; shift++) {
      const lines = ['x'.repeat(shift), ...Array.from({ length: 30_000 }, () => '🚋')];
      expect((await read(lines.join('\r\n'))).lines).toEqual(lines);
    }
  });

  it('are named where they are not UTF-8', async () => {
    const content = Buffer.concat([Buffer.from('á\nb\n'), Buffer.from([0x63, 0xe9, 0x0a, 0x64, 0x0a, 0xff])]);
    expect((await read(content)).told).toEqual(['not-text 3', 'not-text 5']);
  });
});
