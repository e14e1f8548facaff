import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example, Kind, OpenTranslator } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SentenceCache, sentencesIn, translateExample, translateSentences, untranslatable } from './index.ts';

const words = new Map([
  ['the cat', 'el gato'],
  ['The cat sleeps.', 'El gato duerme.'],
  ['The cat sees the cat.', 'El gato ve al gato.'],
  ['Rain fell.', 'Llovió.'],
  ['It is red.', 'Es rojo.'],
  ['red', 'colorado'],
  ['Who?', '¿Quién?'],
  ['Nothing', ' '],
]);
const lookup = (sentence: string) => words.get(sentence) ?? `<${sentence}>`;
const spanish = (example: Example<Kind>) => translateExample(example, 'es', lookup);
const question = (context: string, answer: string): Example<'span'> => ({
  id: 'q1',
  question: 'Who?',
  context,
  gold: { texts: [answer], start: context.indexOf(answer) },
});

describe('an example in another language', () => {
  it('keeps its id and its label', () => {
    expect(spanish({ id: '7', text: 'Rain fell. It is red.', pair: 'Who?', gold: 2 })).toEqual({
      example: { id: '7', text: 'Llovió. Es rojo.', pair: '¿Quién?', gold: 2 },
    });
    expect(spanish({ context: 'Rain fell.', choices: ['It is red.', 'Who?'], gold: 1 })).toEqual({
      example: { context: 'Llovió.', choices: ['Es rojo.', '¿Quién?'], gold: 1 },
    });
  });

  it('has its answer found again, in the sentence that it stands in', () => {
    const found = spanish(question('Rain fell. The cat sleeps. It is red.', 'The cat'));
    expect(found).toEqual({ lost: 'the translated answer is not there in its sentence' });
    const context = 'Rain fell.\nThe cat sleeps. Is it the cat.';
    expect(spanish({ ...question(context, 'The cat sleeps'), gold: { texts: ['the cat'], start: 11 } })).toEqual({
      example: {
        id: 'q1',
        question: '¿Quién?',
        context: 'Llovió.\nEl gato duerme. <Is it the cat.>',
        gold: { texts: ['El gato'], start: 8 },
      },
    });
  });

  it('is lost, with the reason, where the answer is not there once', () => {
    expect(spanish(question('It is red.', 'red'))).toEqual({
      lost: 'the translated answer is not there in its sentence',
    });
    const twice: Example<'span'> = { question: 'Who?', context: 'twice.', gold: { texts: ['x'], start: 0 } };
    expect(translateExample(twice, 'es', (text) => (text === 'x' ? 'y' : 'y y'))).toEqual({
      lost: 'the translated answer is there more than once in its sentence',
    });
    expect(spanish(question('Rain fell. It is red.', 'fell. It'))).toEqual({
      lost: 'the answer is longer than a sentence',
    });
    expect(spanish({ text: 'Nothing', gold: 0 })).toEqual({ lost: 'the translation of a sentence is empty' });
  });

  it('without an answer stays without one', () => {
    const none: Example<'span'> = { question: 'Who?', context: 'Rain fell.', gold: { texts: [], start: -1 } };
    expect(spanish(none)).toEqual({
      example: { question: '¿Quién?', context: 'Llovió.', gold: { texts: [], start: -1 } },
    });
  });

  it('gets spaces between sentences of a script that has none', () => {
    const chinese: Example<'classification'> = { text: '雨。红。', gold: 0 };
    expect(translateExample(chinese, 'en', (text) => (text === '雨。' ? 'Rain.' : 'Red.'))).toEqual({
      example: { text: 'Rain. Red.', gold: 0 },
    });
    expect(sentencesIn(chinese)).toEqual(['雨。', '红。']);
  });

  it('can be had of three kinds', () => {
    const kinds: Kind[] = ['classification', 'choice', 'span', 'tagging', 'bitext', 'ranking', 'mlm'];
    expect(kinds.filter((kind) => untranslatable(kind) === undefined)).toEqual(['classification', 'choice', 'span']);
    expect(untranslatable('tagging')).toMatch(/tags words/);
  });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-translation-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const key = { use: 'upper', identity: { command: ['up'] }, from: 'en', to: 'es' };

/** Upper case is its language; it notes what it was asked for. */
function upper(identity: Record<string, unknown> = key.identity): OpenTranslator & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    identity,
    batch: 2,
    supports: async () => true,
    translate: async (sentences) => {
      asked.push([...sentences]);
      return sentences.map((sentence) => sentence.toUpperCase());
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const translate = (
  translator: OpenTranslator,
  sentences: readonly string[],
  more: { use?: string; to?: string; signal?: AbortSignal } = {},
) => translateSentences(sentences, { use: 'upper', translator, from: 'en', to: 'es', cache: folder, ...more });

const files = async () => (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl'));

describe('the cache by sentence', () => {
  it('has each sentence translated once, also by another process', async () => {
    const first = upper();
    const made = await translate(first, ['a', 'b', 'a', 'c']);
    expect(made).toMatchObject({ made: 3, cached: 0, broken: 0 });
    expect(made?.lookup.get('c')).toBe('C');
    expect(first.asked).toEqual([['a', 'b'], ['c']]);
    const second = upper();
    expect(await translate(second, ['c', 'd'])).toMatchObject({ made: 1, cached: 1 });
    expect(second.asked).toEqual([['d']]);
  });

  it('is one for each translator and pair', async () => {
    await translate(upper(), ['a']);
    expect(await translate(upper({ command: ['other'] }), ['a'])).toMatchObject({ made: 1 });
    expect(await translate(upper({ command: ['up'], version: '2' }), ['a'])).toMatchObject({ made: 1 });
    expect(await translate(upper(), ['a'], { to: 'ru' })).toMatchObject({ made: 1 });
    // Another that says the same of itself is another all the same.
    expect(await translate(upper(), ['a'], { use: 'other' })).toMatchObject({ made: 1 });
    expect(await translate(upper(), ['a'])).toMatchObject({ made: 0 });
  });

  it('survives any number of writers at a time', async () => {
    const caches = await Promise.all(Array.from({ length: 8 }, () => SentenceCache.open(folder, key)));
    await Promise.all(
      caches.flatMap((cache, i) =>
        [0, 1, 2].map((n) =>
          cache.add(
            new Map([
              [`s${i}-${n}`, 'x\n"y"'],
              ['both', 'z'],
            ]),
          ),
        ),
      ),
    );
    const read = await SentenceCache.open(folder, key);
    for (let i = 0; i < 8; i++) for (let n = 0; n < 3; n++) expect(read.get(`s${i}-${n}`)).toBe('x\n"y"');
    expect(read.get('both')).toBe('z');
    expect(read.broken).toBe(0);
  });

  it('sees an entry that was changed or cut, and has its sentence translated again', async () => {
    await translate(upper(), ['one', 'two']);
    const [name = ''] = await files();
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replace('ONE', 'UNE').slice(0, -6));
    const again = upper();
    const made = await translate(again, ['one', 'two']);
    expect(made).toMatchObject({ made: 2, cached: 0, broken: 2 });
    expect(made?.lookup.get('one')).toBe('ONE');
  });

  it('keeps what was done before an interruption', async () => {
    const stop = new AbortController();
    const translator = upper();
    const interrupted: OpenTranslator = {
      ...translator,
      translate: async (sentences) => {
        if (sentences.includes('c')) stop.abort();
        return sentences.map((sentence) => sentence.toUpperCase());
      },
    };
    expect(await translate(interrupted, ['a', 'b', 'c', 'd', 'e'], { signal: stop.signal })).toBeUndefined();
    await translate(translator, ['a', 'b', 'c', 'd', 'e']);
    expect(translator.asked).toEqual([['c', 'd'], ['e']]);
  });

  it('takes nothing from a translator that gives another number of sentences', async () => {
    const short: OpenTranslator = { ...upper(), translate: async () => ['A'] };
    await expect(translate(short, ['a', 'b'])).rejects.toThrow('2 sentences were given and 1 came back');
    expect(await files()).toEqual([]);
  });
});
