import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataError, type Location, type Source } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composedSource } from './composed-source.ts';

/** `de-1 TAB Die Fähre lief aus.` and `de-2 TAB Niemand winkte.` with an empty line between, compressed. */
const compressed =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAwZGUtMQlEaWUgRsOkaHJlIGxpZWYgYXVzLg0KCmRlLTIJTmllbWFuZCB3aW5rdGUuCgAAAAA4Xq713fzSowABSTFdQeNQH7bzfQEAAAAABFla';

const tables: Readonly<Record<string, readonly unknown[]>> = {
  snli: [{ id: 'english-1' }, { id: 'finnish-1' }, { id: 'english-2' }],
  anli: [{ id: 'r1', mentions: ['a', 'b'] }],
};
const plain: Source = {
  name: 'plain',
  has: async ({ repo }) => repo in tables,
  rows: async function* ({ repo }) {
    yield* tables[repo] ?? [];
  },
  fingerprint: async ({ repo }) => `of ${repo}`,
  model: async (id) => id,
  capabilities: { count: async ({ repo }) => tables[repo]?.length ?? 0 },
};
const at = (repo: string, more: Partial<Location> = {}): Location => ({
  ...{ repo, revision: 'main', config: 'c', split: 'train' },
  ...more,
});

let folder: string;
let source: Source;
const write = async (path: string, bytes: string | Buffer) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
};
const all = async (location: Location) => {
  const rows: unknown[] = [];
  for await (const row of source.rows(location)) rows.push(row);
  return rows;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-composed-'));
  source = composedSource(plain, [join(folder, 'absent'), folder]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('tables', () => {
  test('a plain one is what the source has, with its fingerprint', async () => {
    expect(await all(at('snli'))).toEqual(tables['snli']);
    expect(await source.fingerprint(at('snli'))).toBe('of snli');
    expect(await source.capabilities.count?.(at('snli'))).toBe(3);
  });

  test('a part is the rows that begin so; there is none where no row does', async () => {
    const part = (start: string) => at('snli', { only: { column: 'id', start } });
    expect(await all(part('english'))).toEqual([{ id: 'english-1' }, { id: 'english-2' }]);
    expect(await source.capabilities.count?.(part('english'))).toBe(2);
    expect([await source.has(part('finnish')), await source.has(part('korean'))]).toEqual([true, false]);
    expect(await source.fingerprint(part('english'))).not.toBe(await source.fingerprint(part('finnish')));
  });

  test('joined ones follow, all of them or none', async () => {
    const joined = at('snli', { joined: [at('anli', { each: 'mentions' })] });
    expect(await all(joined)).toEqual([
      ...(tables['snli'] ?? []),
      { id: 'r1', mentions: 'a' },
      { id: 'r1', mentions: 'b' },
    ]);
    expect(await source.capabilities.count?.(joined)).toBe(5);
    expect(await source.has(at('snli', { joined: [at('lost')] }))).toBe(false);
    const prints = [at('snli'), joined, at('snli', { joined: [at('anli')] })].map((one) => source.fingerprint(one));
    expect(new Set(await Promise.all(prints)).size).toBe(3);
  });
});

describe('files', () => {
  test('lines of a compressed file, with what a lookup has for their beginning', async () => {
    await write('bucc/de.dev.xz', Buffer.from(compressed, 'base64'));
    await write('bucc/gold', 'de-2\ten-7\n');
    const location = at('owner/bucc', { files: ['de.dev'], lookup: 'gold' });
    expect(await all(location)).toEqual([
      { file: 'de.dev', line: 1, text: 'de-1\tDie Fähre lief aus.' },
      { file: 'de.dev', line: 3, text: 'de-2\tNiemand winkte.', found: 'en-7' },
    ]);
    const before = await source.fingerprint(location);
    await write('bucc/gold', 'de-2\ten-17\n');
    expect(await source.fingerprint(location)).not.toBe(before);
  });

  test('a lookup without a tab, or with a key twice, is refused by its line', async () => {
    await write('bad/text', 'a\tb\n');
    await write('bad/gold', 'a\tb\na\tc\n');
    await expect(all(at('bad', { files: ['text'], lookup: 'gold' }))).rejects.toThrow(
      'gold: line 2: "a" is there twice',
    );
    await write('bad/gold', 'a b\n');
    await expect(all(at('bad', { files: ['text'], lookup: 'gold' }))).rejects.toThrow(
      'gold: line 1: the line has no tab',
    );
  });

  test("questions and sentences of a file in SQuAD's form", async () => {
    const paragraph = {
      context: 'The Nordlicht left at dawn. Nobody waved.',
      sentences: ['The Nordlicht left at dawn.', 'Nobody waved.'],
      sentence_breaks: [
        [0, 27],
        [28, 41],
      ],
      qas: [{ id: 'q', question: 'When?', answers: [{ text: 'dawn', answer_start: 22 }] }],
    };
    await write('lareqa/xquad-r/en.json', JSON.stringify({ data: [{ title: 'Ships', paragraphs: [paragraph] }] }));
    const rows = await all(at('google/lareqa', { files: ['xquad-r/en.json'] }));
    expect(rows).toMatchObject([
      { id: 'q', question: 'When?', answers: { text: ['dawn'], answer_start: [22] } },
      { file: 'en.json', paragraph: 0, sentence: 0, answers_to: ['q'] },
      { file: 'en.json', paragraph: 0, sentence: 1, text: 'Nobody waved.', answers_to: [] },
    ]);
    for (const fields of [{ sentence_breaks: [[28, 41]] }, { sentences: ['Nobody waved.'] }]) {
      const paragraphs = [paragraph, { ...paragraph, ...fields }];
      await write('lareqa/xquad-r/de.json', JSON.stringify({ data: [{ title: 'Ships', paragraphs }] }));
      await expect(all(at('google/lareqa', { files: ['xquad-r/de.json'] }))).rejects.toThrow(
        "it is not in SQuAD's form (data.0.paragraphs.1.sentences: sentences and sentence_breaks differ in number)",
      );
    }
  });

  test('objects and records are rows as those of a table are; one that is broken is not filtered away', async () => {
    await write('lab/en.jsonl', '{"id":"english-1","many":["a","b"]}\n{"id":"finnish-1","many":[]}\nnone\n');
    await write('lab/en.csv', 'id,text\nenglish-1,"a\nb"\n');
    const only = { column: 'id', start: 'english' };
    const rows = await all(at('made/lab', { files: ['en.jsonl', 'en.csv'], only, each: 'many' }));
    expect(rows).toEqual([
      { id: 'english-1', many: 'a' },
      { id: 'english-1', many: 'b' },
      expect.any(DataError),
      { id: 'english-1', text: 'a\nb' },
    ]);
  });

  test('what is broken or absent is named', async () => {
    await write('broken/a.json', '{"data": [');
    await write('broken/b.json', '{"data": [{}]}');
    await expect(all(at('broken', { files: ['a.json'] }))).rejects.toThrow(/a\.json: the file cannot be read/);
    await expect(all(at('broken', { files: ['b.json'] }))).rejects.toThrow(/b\.json: it is not in SQuAD's form/);
    expect(await source.has(at('broken', { files: ['c.json'] }))).toBe(false);
    await expect(source.has(at('broken', { files: ['../bucc/gold'] }))).rejects.toThrow(/is not a name/);
  });
});
