import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '@stopover/core';
import { describeTranslator } from '@stopover/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './index.ts';

const nothing = (): never => {
  throw new Error('a command needs no source');
};
const source: Source = {
  name: 'none',
  has: nothing,
  rows: nothing,
  fingerprint: nothing,
  model: nothing,
  capabilities: {},
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A translator whose program is a Node script that sees its input as `text`, and its arguments as `args`. */
async function scripted(body: string, settings: Record<string, unknown> = {}) {
  const name = `./script-${body.length}-${Object.keys(settings).length}.mjs`;
  const read =
    "import { readFileSync } from 'node:fs';\nconst text = readFileSync(0, 'utf8');\nconst args = process.argv.slice(2);\n";
  await writeFile(join(folder, name), read + body);
  return command().open({ command: [process.execPath, name, '{from}>{to}'], ...settings }, { folder, source });
}

const upper = 'process.stdout.write(text.toUpperCase());';

describeTranslator({
  name: 'command',
  open: () => scripted(upper, { codes: { en: 'eng', es: 'spa' } }),
  pair: ['en', 'es'],
  without: ['en', 'sw'],
  sentences: ['one', 'two\nlines', 'three'],
});

describe('a program that answers each line', () => {
  test('gets one sentence a line, and keeps the line breaks inside a sentence', async () => {
    await using translator = await scripted(upper);
    const sentences = ['one', 'two\nlines', '', '  ', 'crlf\r\n\r\nhere', 'é ♥ 漢'];
    expect(await translator.translate(sentences, 'en', 'es')).toEqual([
      'ONE',
      'TWO\nLINES',
      '',
      '  ',
      'CRLF\r\n\r\nHERE',
      'É ♥ 漢',
    ]);
    expect(await translator.supports('en', 'es')).toBe(true);
  });

  test('sees the pair in its arguments, and no shell does', async () => {
    const say = 'process.stdout.write(text.split("\\n").map((line) => line && args.join(" ")).join("\\n"));';
    for (const [codes, seen] of [
      ['bcp47', 'pt-BR>sw'],
      ['iso639-3', 'por>swa'],
      [{ 'pt-BR': '$(echo pt)', sw: ';' }, '$(echo pt)>;'],
    ] as const) {
      await using translator = await scripted(say, { codes });
      expect(await translator.translate(['a'], 'pt-BR', 'sw')).toEqual([seen]);
    }
    await using translator = await scripted(say, { codes: { en: 'eng' } });
    expect(await translator.supports('en', 'sw')).toContain('no entry for sw');
  });

  test('is identified by its command, its version and the bytes of a script beside the study', async () => {
    await using one = await scripted(upper);
    await using again = await scripted(upper);
    await using dated = await scripted(upper, { version: '2026' });
    expect(again.identity).toEqual(one.identity);
    expect(dated.identity).toMatchObject({ version: '2026' });
    await writeFile(join(folder, 'changing.mjs'), 'one');
    const open = () => command().open({ command: ['node', './changing.mjs'] }, { folder, source });
    const before = (await open()).identity;
    await writeFile(join(folder, 'changing.mjs'), 'two');
    expect((await open()).identity).not.toEqual(before);
    expect(JSON.stringify((await open()).identity)).not.toContain(folder);
  });

  test('may need empty lines between sentences, and must give them back', async () => {
    await using translator = await scripted(upper, { blankLines: true });
    expect(await translator.translate(['a', 'b'], 'en', 'es')).toEqual(['A', 'B']);
    const squeeze = 'process.stdout.write(text.replace(/\\n+/g, "\\n") + "x\\ny\\n");';
    await using squeezed = await scripted(squeeze, { blankLines: true });
    await expect(squeezed.translate(['a', 'b'], 'en', 'es')).rejects.toThrow(/line 2 of its output should be empty/);
  });

  test.each([
    ['too few lines', 'process.stdout.write("one\\n");', /3 lines were given, and fewer came back \(1\)/],
    ['nothing', '', /3 lines were given, and fewer came back \(0\)/],
    ['one line more', 'process.stdout.write(text + "more\\n");', /3 lines were given, and more came back/],
    [
      'lines without end',
      'for (;;) { if (!process.stdout.write("y\\n".repeat(1e4))) await new Promise((r) => process.stdout.once("drain", r)); }',
      /more lines came back than were given/,
    ],
    [
      'a failure',
      'console.error("\\u001b[31mno  such\\u0007\\nmode\\u001b[0m"); process.exit(3);',
      /status 3: no such mode\. Try/,
    ],
    [
      'its death',
      'process.kill(process.pid, "SIGSEGV"); await new Promise((r) => setTimeout(r, 60_000));',
      /ended with SIGSEGV/,
    ],
    ['no UTF-8', 'process.stdout.write(Buffer.from([0xff, 10, 65, 10, 65, 10]));', /its output is not UTF-8/],
  ])('gives %s: an error that names the command', async (_, body, message) => {
    await using translator = await scripted(body);
    const translated = translator.translate(['a', 'b', 'c'], 'en', 'es');
    await expect(translated).rejects.toThrow(message);
    await expect(translated).rejects.toThrow('en>es');
  });

  test('hangs, and is ended with the processes it started', async () => {
    const sleeper =
      'import { spawn } from "node:child_process";\nconst child = spawn("sleep", ["600"]);\nconsole.error(child.pid);\nawait new Promise((r) => setTimeout(r, 600_000));';
    await using translator = await scripted(sleeper, { timeout: 1.5 });
    await expect(translator.translate(['a'], 'en', 'es')).rejects.toThrow('it did not end within 1.5 s');
    const left = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout.split('\n');
    expect(left.filter((line) => line.includes(folder) || line === 'sleep 600')).toEqual([]);
  });

  test('is not there', async () => {
    await using translator = await command().open({ command: ['no-such-translator'] }, { folder, source });
    // Not a pair that it lacks: another translator would stand in for it.
    await expect(translator.supports('en', 'es')).rejects.toThrow(/could not be started .*Install the program/);
  });

  test('stops when it is asked to', async () => {
    await using translator = await scripted('await new Promise((r) => setTimeout(r, 600_000));');
    const stop = new AbortController();
    const translated = translator.translate(['a'], 'en', 'es', stop.signal);
    stop.abort();
    await expect(translated).rejects.toThrow('it was stopped');
  });

  test('settings that are wrong are refused', async () => {
    await expect(command().open({ command: 'apertium' }, { folder, source })).rejects.toThrow(/expected array/);
    await expect(command().open({ command: ['a'], shell: true }, { folder, source })).rejects.toThrow(/shell/);
  });
});

const installed = spawnSync('apertium', ['-l'], { encoding: 'utf8' }).stdout?.includes('eng-spa') === true;
const required = (process.env.STOPOVER_REQUIRE ?? '').split(',').includes('apertium');

// Debian: apt-get install apertium apertium-eng-spa. Its rules are its own: these sentences are beyond doubt.
describe.skipIf(!installed && !required)('Apertium', () => {
  const open = (blankLines: boolean) =>
    command().open({ command: ['apertium', '-u', '{from}-{to}'], codes: 'iso639-3', blankLines }, { folder, source });

  describeTranslator({
    name: 'command with Apertium',
    open: () => open(true),
    pair: ['en', 'es'],
    without: ['en', 'sw'],
    sentences: ['The man who saw the dog is tired', 'A red', 'house in the park', 'I went to the', 'store'],
  });

  test('translates English into Spanish, and back', async () => {
    await using translator = await open(true);
    expect(await translator.supports('en', 'es')).toBe(true);
    expect(await translator.translate(['A red house', 'the books'], 'en', 'es')).toEqual([
      'Una casa roja',
      'Los libros',
    ]);
    expect(await translator.translate(['una casa roja'], 'es', 'en')).toEqual(['A red house']);
  });

  test('says which pairs it has not', async () => {
    await using translator = await open(true);
    expect(await translator.supports('en', 'sw')).toMatch(/eng-swa/);
  });

  test('gives each sentence what it gives it alone, because empty lines keep them apart', async () => {
    const sentences = [
      'The man who saw the dog is tired',
      '*star @at #hash ^caret$ [br] {x}',
      'A red',
      'house in the park',
      '\\ / <b>',
    ];
    await using translator = await open(true);
    const alone: string[] = [];
    for (const one of sentences) alone.push(...(await translator.translate([one], 'en', 'es')));
    expect(await translator.translate(sentences, 'en', 'es')).toEqual(alone);
    await using joined = await open(false);
    expect(await joined.translate(sentences, 'en', 'es')).not.toEqual(alone);
  });
});
