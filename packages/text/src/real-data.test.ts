// Against real tokenizers and real sentences, where a mirror lies beside the checkout. Nothing of it is in the repository.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { Tokenizer as Native } from 'tokenizers';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { squadAnswers } from './answers.ts';
import { cutTokenizer } from './cut-tokenizer.ts';
import { smallTasks } from './fixtures/small-tasks.ts';
import { tokenizerOf } from './fixtures/small-tokenizer.ts';
import { toFeatures } from './to-features.ts';
import { Tokenizer } from './tokenizer.ts';

const hub = resolve(import.meta.dirname, '../../../../shared/hub');
const folder = join(hub, 'models/xlm-r-tokenizer');
const bert = join(hub, 'models/mbert-cased-tokenizer');

const tatoeba = z.object({ source_sentence: z.string(), target_sentence: z.string() });
const nli = z.object({ premise: z.string(), hypothesis: z.string(), label: z.coerce.number() });
const squad = z.object({
  question: z.string(),
  context: z.string(),
  answers: z.object({ text: z.array(z.string()), answer_start: z.array(z.coerce.number()) }),
});

/** The first rows of every configuration that has the split, by configuration. */
async function rows<T>(repo: string, config: RegExp, split: string, schema: z.ZodType<T>, count: number) {
  const data = join(hub, 'datasets', repo);
  const file = (name: string) => join(data, name, split, '0000.parquet');
  const names = (await readdir(data)).filter((name) => config.test(name) && existsSync(file(name))).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const raw = await parquetReadObjects({ file: await asyncBufferFromFile(file(name)), compressors, rowEnd: count });
      return [name, raw.map((row) => schema.parse(row))] as const;
    }),
  );
}

describe.skipIf(!existsSync(folder))('with the XLM-R tokenizer (skipped where ../shared/hub is missing)', () => {
  let json: string;
  let native: Native;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    json = gunzipSync(await readFile(join(folder, 'tokenizer.json.gz'))).toString('utf8');
    native = Native.fromString(json);
    tokenizer = await Tokenizer.load(folder);
  });

  it('knows its layout', () => {
    expect(tokenizer.size).toBe(250_002);
    expect(tokenizer.special).toEqual({ bos: 0, pad: 1, eos: 2, unk: 3, mask: 250_001 });
  });

  it('gives the ids of one by one, and offsets that slice the surface, in every language of Tatoeba', async () => {
    const languages = await rows('google/xtreme', /^tatoeba/, 'validation', tatoeba, 30);
    expect(languages.length).toBeGreaterThan(30);
    let same = 0;
    let all = 0;
    for (const [language, pairs] of languages) {
      const texts = pairs.flatMap((pair) => [pair.source_sentence, pair.target_sentence]);
      const together = await tokenizer.encode(texts);
      for (const [i, text] of texts.entries()) {
        const single = await native.encode(text, null, { addSpecialTokens: false });
        expect([...(together[i]?.ids ?? [])], language).toEqual(single.getIds());
        const characters = [...text];
        for (const [at, piece] of single.getTokens().entries()) {
          const [from, to] = single.getOffsets()[at] ?? [0, 0];
          const surface = text.slice(together[i]?.starts[at], together[i]?.ends[at]);
          expect(surface, language).toBe(characters.slice(from, to).join(''));
          if (piece === '▁') continue;
          all += 1;
          same += surface.normalize('NFKC').trim() === piece.replace('▁', '').normalize('NFKC') ? 1 : 0;
        }
      }
    }
    // Not all: the tokenizer's own normalization drops joiners and composes beyond NFKC.
    expect(same / all).toBeGreaterThan(0.999);
  });

  it('finds every answer of XQuAD where the row says, in windows', async () => {
    const languages = await rows('google/xquad', /./, 'validation', squad, 60);
    expect(languages.length).toBeGreaterThan(9);
    for (const [language, data] of languages) {
      const examples = data.map(({ question, context, answers }) => ({
        question,
        context,
        gold: squadAnswers(context, answers),
      }));
      const { features } = await toFeatures(tokenizer, smallTasks.span, examples, { maxLength: 128, stride: 48 });
      const found = new Map<number, string>();
      for (const feature of features) {
        if (feature.kind !== 'span' || feature.end === 0) continue;
        const { context } = examples[feature.item] ?? { context: '' };
        found.set(
          feature.item,
          context.slice(feature.offsets[2 * feature.start], feature.offsets[2 * feature.end + 1]),
        );
      }
      const answers = examples.map(({ gold }) => gold.texts[0] ?? '');
      const held = answers.filter((answer, i) => found.get(i)?.includes(answer));
      // A piece may reach beyond the answer ("1990er"); an answer longer than the windows' overlap may be in none whole.
      expect(held.length / answers.length, language).toBeGreaterThan(0.95);
    }
  });

  it('gives pairs of XNLI the ids that the library gives', async () => {
    const languages = await rows('facebook/xnli', /./, 'test', nli, 40);
    expect(languages.length).toBeGreaterThan(10);
    for (const [language, data] of languages) {
      const examples = data.map(({ premise, hypothesis }) => ({ text: premise, pair: hypothesis, gold: 0 }));
      const { features, cut } = await toFeatures(tokenizer, smallTasks.classification, examples, {
        maxLength: 512,
        stride: 0,
      });
      for (const [i, { premise, hypothesis }] of data.entries()) {
        const whole = await native.encode(premise, hypothesis);
        expect([...(features[i]?.sequences[0] ?? [])], language).toEqual(whole.getIds());
      }
      expect(cut.truncated).toBe(0);
    }
  });

  it('is cut to the pieces of some languages without changing their segmentation', async () => {
    const languages = await rows('google/xtreme', /^tatoeba\.(swh|tha|ara|hin)/, 'validation', tatoeba, 100);
    const texts = languages.flatMap(([, pairs]) => pairs.flatMap((p) => [p.source_sentence, p.target_sentence]));
    expect(texts.length).toBeGreaterThan(200);
    const before = await tokenizer.encode(texts);
    const { json: smaller, ids } = cutTokenizer(json, new Set(before.flatMap((encoded) => [...encoded.ids])));
    const small = await tokenizerOf(smaller);
    const after = await small.encode(texts);
    for (const [i, encoded] of after.entries()) {
      expect([...encoded.ids].map((id) => ids[id])).toEqual([...(before[i]?.ids ?? [])]);
    }
    expect(small.size).toBe(ids.length);
    expect(small.size).toBeLessThan(10_000);
    expect(ids[small.special.mask]).toBe(250_001);
  });
});

describe.skipIf(!existsSync(bert))('with the mBERT tokenizer (skipped where ../shared/hub is missing)', () => {
  let native: Native;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    native = Native.fromString(gunzipSync(await readFile(join(bert, 'tokenizer.json.gz'))).toString('utf8'));
    tokenizer = await Tokenizer.load(bert);
  });

  it('knows its layout, and has no id beyond its size', () => {
    expect(tokenizer.special).toEqual({ pad: 0, unk: 100, bos: 101, eos: 102, mask: 103 });
    expect(Math.max(...Object.values(native.getVocab(true)))).toBe(tokenizer.size - 1);
  });

  it('gives pairs of XNLI the ids and the type ids that the library gives', async () => {
    const languages = await rows('facebook/xnli', /./, 'test', nli, 40);
    expect(languages.length).toBeGreaterThan(10);
    for (const [language, data] of languages) {
      const examples = data.map(({ premise, hypothesis }) => ({ text: premise, pair: hypothesis, gold: 0 }));
      const options = { maxLength: 512, stride: 0 };
      const { features } = await toFeatures(tokenizer, smallTasks.classification, examples, options);
      for (const [i, { premise, hypothesis }] of data.entries()) {
        const whole = await native.encode(premise, hypothesis);
        const feature = features[i];
        if (feature?.kind !== 'classification') throw new Error('not a classification feature');
        expect([...feature.sequences[0]], language).toEqual(whole.getIds());
        expect(feature.seconds?.[0], language).toBe(whole.getTypeIds().indexOf(1));
      }
    }
  });

  it('finds every answer of XQuAD where the row says', async () => {
    const languages = await rows('google/xquad', /./, 'validation', squad, 30);
    expect(languages.length).toBeGreaterThan(9);
    for (const [language, data] of languages) {
      const examples = data.map(({ question, context, answers }) => ({
        question,
        context,
        gold: squadAnswers(context, answers),
      }));
      const { features } = await toFeatures(tokenizer, smallTasks.span, examples, { maxLength: 512, stride: 256 });
      const held = new Set<number>();
      for (const feature of features) {
        if (feature.kind !== 'span' || feature.end === 0) continue;
        const { context, gold } = examples[feature.item] ?? { context: '', gold: { texts: [] } };
        const found = context.slice(feature.offsets[2 * feature.start], feature.offsets[2 * feature.end + 1]);
        if (found.includes(gold.texts[0] ?? '?')) held.add(feature.item);
      }
      // An answer may lie across the end of every window of a long context.
      expect(held.size / examples.length, language).toBeGreaterThan(0.95);
    }
  });
});
