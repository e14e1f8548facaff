// From texts to predictions, past the maximum length: with the real tokenizer where a mirror lies beside the checkout.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AnyTask, defineTask } from '@stopover/core';
import { type TaggingFeature, Tokenizer, toFeatures } from '@stopover/text';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { spans } from '../fixtures/small-tasks.ts';
import { tagsOf } from './decode.ts';
import { answerDefaults, answerOf, windowSpans } from './span-answers.ts';

const shared = resolve(import.meta.dirname, '../../../../../shared/hub/models');
const kits = [
  { name: 'a tokenizer of words', folder: join(import.meta.dirname, '../fixtures/words-tokenizer') },
  { name: 'XLM-R’s tokenizer (skipped where ../shared/hub is missing)', folder: join(shared, 'xlm-r-tokenizer') },
  { name: 'mBERT’s tokenizer (skipped where ../shared/hub is missing)', folder: join(shared, 'mbert-cased-tokenizer') },
].map((kit) => ({ ...kit, there: existsSync(kit.folder) }));

const words = [
  'red',
  'cat',
  'house',
  'Fähre',
  'cafe\u0301',
  '猫在屋',
  '𠮷野',
  'แมวนั่ง',
  'القِطَّة',
  'हिन्दी',
  'क़लम',
  '👩‍🚀',
  '1990er',
];
const labels = ['NOUN', 'VERB', 'X'] as const;

const tagging = defineTask({
  name: 'tag-the-word',
  kind: 'tagging',
  role: 'intermediate',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train' } },
  languages: { default: 'en' },
  head: { labels },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ words: [], gold: [] }),
});

const isTagging = (one: { readonly kind: string }): one is TaggingFeature => one.kind === 'tagging';

describe.each(kits)('with $name', ({ folder, there }) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    if (there) tokenizer = await Tokenizer.load(folder);
  });

  it.skipIf(!there)('a model that is always right gives back the answer', { timeout: 120_000 }, async () => {
    const cases = fc.record({
      list: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 50 }),
      from: fc.double({ min: 0, max: 0.999, noNaN: true }),
      long: fc.integer({ min: 1, max: 3 }),
      maxLength: fc.integer({ min: 24, max: 64 }),
      stride: fc.integer({ min: 4, max: 16 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ list, from, long, maxLength, stride }) => {
        const first = Math.floor(from * list.length);
        const answer = list.slice(first, first + long).join(' ');
        const start = list.slice(0, first).join(' ').length + (first > 0 ? 1 : 0);
        const context = list.join(' ');
        const example = { question: 'red house', context, gold: { texts: [answer], start } };
        const { features, cut } = await toFeatures(tokenizer, spans, [example], { maxLength, stride });
        // Without an answer a window says so, with its first token.
        const windows = features.flatMap((feature) => {
          if (feature.kind !== 'span') return [];
          const logits = new Float32Array(feature.offsets.length);
          logits[2 * feature.start] = 10;
          logits[2 * feature.end + 1] = 10;
          return [windowSpans(feature, logits, 0, context, answerDefaults)];
        });
        const said = answerOf(windows, true, { ...answerDefaults, threshold: 20 });
        const longest = Math.max(...features.map((one) => (one.kind === 'span' ? one.end - one.start + 1 : 0)));
        const reachable = features.some((one) => one.kind === 'span' && one.end > 0 && one.widest[one.start] === 1);
        fc.pre(cut.lostAnswers === 0 && longest <= answerDefaults.maxTokens && reachable);
        expect(said.span).toBe(answer);
        expect(said.candidates[0]).toMatchObject({ text: answer, score: 20 });
        expect(context.slice(said.candidates[0]?.start, said.candidates[0]?.end)).toBe(answer);
      }),
      { seed: 71, numRuns: 500 },
    );
  });

  it.skipIf(!there)(
    'each word of a divided sentence has the tag of its first piece',
    { timeout: 120_000 },
    async () => {
      const cases = fc.record({
        sentences: fc.array(fc.array(fc.oneof(fc.constantFrom(...words), fc.constant('')), { maxLength: 40 }), {
          minLength: 1,
          maxLength: 4,
        }),
        maxLength: fc.integer({ min: 8, max: 30 }),
        draws: fc.infiniteStream(fc.float({ min: -9, max: 9, noNaN: true })),
        seed: fc.integer(),
      });
      const task: AnyTask = tagging;
      await fc.assert(
        fc.asyncProperty(cases, async ({ sentences, maxLength, draws, seed }) => {
          const examples = sentences.map((list) => ({ words: list, gold: list.map(() => 'X') }));
          const set = await toFeatures(tokenizer, task, examples, { maxLength, stride: 1 });
          const features = set.features.filter(isTagging);
          // Predicting takes features by their length, so the pieces of a sentence come in any order.
          const shuffled = features.toSorted(
            (a, b) => ((a.sequences[0].length * seed) % 7) - ((b.sequences[0].length * seed) % 7),
          );
          const found = new Map<number, string[]>();
          const expected = sentences.map((list) => new Array<string>(list.length).fill('?'));
          for (const feature of shuffled) {
            const size = labels.length;
            const data = Float32Array.from({ length: size * feature.words.length }, () => draws.next().value ?? 0);
            tagsOf([feature], { type: 'float32', data, shape: [feature.words.length, size] }, labels, found);
            for (const [at, label] of feature.labels.entries()) {
              const scores = labels.map((tag, i) => [tag, data[at * size + i] ?? 0] as const);
              const [best] = scores.toSorted(([, a], [, b]) => b - a);
              const own = expected[feature.item];
              if (label >= 0 && own && best) own[feature.words[at] ?? -1] = best[0];
            }
          }
          expect(sentences.map((_, item) => found.get(item) ?? [])).toEqual(expected);
        }),
        { seed: 72, numRuns: 500 },
      );
    },
  );
});
