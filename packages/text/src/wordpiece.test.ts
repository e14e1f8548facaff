// What XLM-R's tokenizer does not have: WordPiece pieces, unknown words as one token, and numbered pairs.
import type { Example, Kind } from '@stopover/core';
import { Tokenizer as Native } from 'tokenizers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Feature } from './feature.ts';
import { smallTasks } from './fixtures/small-tasks.ts';
import { inFolder, smallTokenizer, tokenizerOf } from './fixtures/small-tokenizer.ts';
import { smallWordPieceJson } from './fixtures/small-wordpiece.ts';
import { toFeatures } from './to-features.ts';
import { Tokenizer } from './tokenizer.ts';

const json = smallWordPieceJson();
const native = Native.fromString(json);
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await tokenizerOf(json);
});

const features = async <K extends Kind>(kind: K, examples: readonly Example<Kind>[], maxLength = 64, stride = 4) =>
  (await toFeatures(tokenizer, smallTasks[kind], examples, { maxLength, stride })).features;

/** Type ids of each sequence, as BERT is given them. */
const types = (feature: Feature | undefined): number[][] =>
  (feature?.sequences ?? []).map((sequence, i) => {
    const seconds = feature && 'seconds' in feature ? feature.seconds : undefined;
    return Array.from(sequence, (_, n) => (n >= (seconds?.[i] ?? sequence.length) ? 1 : 0));
  });

const surfaces = async (text: string) => {
  const [encoded] = await tokenizer.encode([text]);
  return Array.from(encoded?.ids ?? [], (_, i) => text.slice(encoded?.starts[i], encoded?.ends[i]));
};

describe('a WordPiece tokenizer', () => {
  it('knows its special tokens wherever they stand among the ids', () => {
    expect(tokenizer.special).toEqual({ pad: 0, unk: 3, bos: 4, eos: 5, mask: 6 });
    expect(tokenizer.size).toBe(33);
    expect([tokenizer.specials('single'), tokenizer.specials('pair')]).toEqual([2, 3]);
  });

  it.each([
    ['the cats  sat.', ['the', 'cat', 's', 'sat', '.']],
    ["don't", ['don', "'", 't']],
    ['cafés café', ['caf', 'é', 's', 'caf', 'é']],
    ['猫在屋', ['猫', '在', '屋']],
    ['😀 the 😀cat в', ['😀', 'the', '😀cat', 'в']],
    ['\u0000the\u00a0mat', ['the', 'mat']],
    ['', []],
  ])('gives pieces of %j that slice back to the surface', async (text, expected) => {
    expect(await surfaces(text)).toEqual(expected);
  });

  it('numbers words by their first pieces, also those with marks inside or nothing known', async () => {
    const words = ['cats', "don't", '', '😀', 'houseboat'];
    const gold = ['NOUN', 'VERB', 'DET', 'ADP', 'NOUN'];
    const [feature] = await features('tagging', [{ words, gold }]);
    if (feature?.kind !== 'tagging') throw new Error('not tagging');
    expect([...feature.words]).toEqual([-1, 0, 0, 1, 1, 1, 2, 3, 4, 4, -1]);
    expect([...feature.labels]).toEqual([-100, 1, -100, 2, -100, -100, 0, 3, 1, -100, -100]);
    expect([feature.sequences[0][6], feature.sequences[0][7]]).toEqual([3, 3]);
  });

  it('writes files that load again and name its special tokens', async () => {
    await inFolder(async (folder) => {
      await tokenizer.save(folder);
      expect((await Tokenizer.load(folder)).special).toEqual(tokenizer.special);
    });
  });
});

describe('a numbered pair', () => {
  const [a, b] = ['the cat sat on the mat.', 'where is the houseboat?'];

  it('has the ids and the type ids that the library gives, whole or cut', async () => {
    for (const maxLength of [64, 12]) {
      const [feature] = await features('classification', [{ text: a, pair: b, gold: 1 }], maxLength);
      const truncation = { max_length: maxLength, strategy: 'LongestFirst', stride: 0, direction: 'Right' };
      const whole = await Native.fromString(JSON.stringify({ ...JSON.parse(json), truncation })).encode(a, b);
      expect([...(feature?.sequences[0] ?? [])]).toEqual(whole.getIds());
      expect(types(feature)).toEqual([whole.getTypeIds()]);
    }
  });

  it('is numbered in every choice, window and translation', async () => {
    const [choice] = await features('choice', [{ context: a, choices: ['the cat', b], gold: 0 }]);
    const expected = [await native.encode(a, 'the cat'), await native.encode(a, b)].map((one) => one.getTypeIds());
    expect(types(choice)).toEqual(expected);
    const gold = { texts: ['mat'], start: a.indexOf('mat') };
    const windows = await features('span', [{ question: b, context: `${a} ${a}`, gold }], 16, 2);
    expect(windows.length).toBeGreaterThan(1);
    const question = (await native.encode(b)).getIds().length;
    for (const window of windows) {
      expect(types(window)[0]?.indexOf(1)).toBe(question);
      if (window.kind !== 'span') throw new Error('not a span');
      // All that has offsets in the context is of the second text, and nothing else but the last mark.
      expect([...window.offsets].filter((_, i) => i % 2).findIndex((end) => end >= 0)).toBe(question);
    }
    const [pair] = await features('mlm', [{ text: a, translation: b, gold: null }]);
    expect(types(pair)).toEqual([(await native.encode(a, b)).getTypeIds()]);
  });

  it('leaves a single text, and a tokenizer that numbers all alike, without a second', async () => {
    const [single] = await features('classification', [{ text: a, gold: 0 }]);
    expect(single).not.toHaveProperty('seconds');
    const alike = await toFeatures(await smallTokenizer(), smallTasks.choice, [{ context: a, choices: [b], gold: 0 }], {
      maxLength: 64,
      stride: 0,
    });
    expect(alike.features[0]).not.toHaveProperty('seconds');
  });

  it('finds an answer inside a word', async () => {
    const context = 'the cats sat on the houseboat.';
    const [window] = await features('span', [
      { question: b, context, gold: { texts: ['boat'], start: context.indexOf('boat') } },
    ]);
    if (window?.kind !== 'span') throw new Error('not a span');
    expect(context.slice(window.offsets[2 * window.start], window.offsets[2 * window.end + 1])).toBe('boat');
  });
});
