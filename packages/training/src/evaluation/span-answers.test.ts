import type { SpanFeature } from '@stopover/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerDefaults, answerOf, windowSpans } from './span-answers.ts';

/** A context of words with their places, and logits for the windows over it. */
interface Case {
  readonly context: string;
  readonly words: readonly (readonly [from: number, to: number])[];
  readonly question: number;
  readonly room: number;
  readonly step: number;
  readonly logits: readonly Float32Array[];
}

const surfaces = ['mat', 'cat', 'เสื่อ', '猫', 'हिन्दी', 'بيت', '👩‍🚀', 'a', ' '];

/** Few different values, so that equal scores happen. */
const logit = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -8, max: 8, noNaN: true }));

const cases: fc.Arbitrary<Case> = fc
  .record({
    surfaces: fc.array(fc.constantFrom(...surfaces), { minLength: 1, maxLength: 40 }),
    question: fc.integer({ min: 1, max: 4 }),
    room: fc.integer({ min: 2, max: 20 }),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    draws: fc.infiniteStream(logit),
  })
  .map(({ surfaces: list, question, room, share, draws }) => {
    const words: (readonly [number, number])[] = [];
    let context = '';
    for (const surface of list) {
      words.push([context.length, context.length + surface.length]);
      context += `${surface} `;
    }
    const step = Math.max(1, Math.floor(room * share));
    const logits = ranges(words.length, room, step).map(([first, end]) =>
      Float32Array.from({ length: 2 * (question + 3 + end - first) }, () => draws.next().value ?? 0),
    );
    return { context, words, question, room, step, logits };
  });

function ranges(length: number, room: number, step: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let first = 0; ; first += step) {
    found.push([first, Math.min(length, first + room)]);
    if (first + room >= length) return found;
  }
}

/** Which window a token belongs to by run_squad.py's rule: the first of the highest scores. */
function windowOf(all: readonly (readonly [number, number])[], token: number): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [i, [first, end]] of all.entries()) {
    if (token < first || token > end - 1) continue;
    const score = Math.min(token - first, end - 1 - token) + 0.01 * (end - first);
    if (score > highest) [best, highest] = [i, score];
  }
  return best;
}

/** `<s> question </s> context </s>`: where the context's tokens stand. */
function featuresOf({ words, question, room, step }: Case): SpanFeature[] {
  const all = ranges(words.length, room, step);
  return all.map(([first, end], window) => {
    const length = question + 3 + end - first;
    const offsets = new Int32Array(2 * length).fill(-1);
    const widest = new Uint8Array(length);
    for (let token = first; token < end; token++) {
      const at = question + 2 + token - first;
      offsets.set(words[token] ?? [], 2 * at);
      widest[at] = windowOf(all, token) === window ? 1 : 0;
    }
    return { kind: 'span', item: 0, sequences: [new Int32Array(length)], start: 0, end: 0, offsets, window, widest };
  });
}

const byScore = <T extends { readonly score: number }>(list: readonly T[]): T[] =>
  list
    .map((one, i) => [one, i] as const)
    .sort(([a, i], [b, j]) => b.score - a.score || i - j)
    .map(([one]) => one);

/** compute_predictions_logits without its shortcuts: every pair of places is looked at, then sorted and thinned out. */
function reference(one: Case, unanswerable: boolean, nBest: number, maxTokens: number, threshold: number) {
  const all = ranges(one.words.length, one.room, one.step);
  const spans: { text: string; score: number }[] = [];
  let nothing = 1_000_000;
  for (const [window, [first, end]] of all.entries()) {
    const logits = one.logits[window] ?? new Float32Array();
    const at = (place: number, side: number) => logits[2 * place + side] ?? Number.NaN;
    const places = Array.from({ length: logits.length / 2 }, (_, i) => i);
    const top = (side: number) => byScore(places.map((place) => ({ place, score: at(place, side) }))).slice(0, nBest);
    nothing = Math.min(nothing, at(0, 0) + at(0, 1));
    for (const { place: from } of top(0)) {
      for (const { place: to } of top(1)) {
        const [a, b] = [first + from - one.question - 2, first + to - one.question - 2];
        if (a < first || a >= end || b < first || b >= end) continue;
        if (windowOf(all, a) !== window || to < from || to - from + 1 > maxTokens) continue;
        const text = one.context.slice(one.words[a]?.[0], one.words[b]?.[1]).trim();
        if (text !== '') spans.push({ text, score: at(from, 0) + at(to, 1) });
      }
    }
  }
  const ranked = byScore(unanswerable ? [...spans, { text: '', score: nothing }] : spans);
  const seen: string[] = [];
  const kept = ranked.filter(({ text }) => seen.length < nBest && !seen.includes(text) && seen.push(text) > 0);
  if (unanswerable && !seen.includes('')) kept.push({ text: '', score: nothing });
  const best = kept.find(({ text }) => text !== '');
  const lead = nothing - (best?.score ?? 0);
  const prediction = unanswerable && lead > threshold ? '' : (best?.text ?? '');
  return { prediction, span: best?.text ?? '', noAnswer: unanswerable ? lead : null, kept };
}

function answered(one: Case, unanswerable: boolean, nBest: number, maxTokens: number, threshold: number) {
  const windows = featuresOf(one).map((feature, i) => {
    // A row of a batch: its logits begin somewhere, and other rows' follow.
    const row = Float32Array.of(9, 9, ...(one.logits[i] ?? []), 9, 9);
    return windowSpans(feature, row, 2, one.context, { nBest, maxTokens });
  });
  return answerOf(windows.toReversed(), unanswerable, { nBest, threshold });
}

describe('answers from windows', () => {
  it('are those of the reference, candidate by candidate', () => {
    fc.assert(
      fc.property(
        cases,
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: -4, max: 4 }),
        (one, unanswerable, nBest, maxTokens, threshold) => {
          const expected = reference(one, unanswerable, nBest, maxTokens, threshold);
          const { candidates, ...answer } = answered(one, unanswerable, nBest, maxTokens, threshold);
          expect(answer).toEqual({
            prediction: expected.prediction,
            span: expected.span,
            noAnswer: expected.noAnswer,
          });
          expect(candidates.map(({ text, score }) => ({ text, score }))).toEqual(expected.kept);
        },
      ),
      { seed: 41, numRuns: 3000 },
    );
  });

  it('are cut from the context where they say, and weigh 1 together', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (one, unanswerable) => {
        const { candidates } = answered(one, unanswerable, 20, 30, 0);
        for (const { text, start, end } of candidates) if (text) expect(one.context.slice(start, end)).toBe(text);
        const sum = candidates.reduce((all, { probability }) => all + probability, 0);
        // Sums of at most 21 numbers below 1, each right to 1e-16.
        if (candidates.length > 0) expect(sum).toBeCloseTo(1, 12);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('are empty where no window has a span, and "no answer" has no lead where all questions have one', () => {
    const nowhere = { prediction: '', span: '', noAnswer: null, candidates: [] };
    expect(answerOf([], false, answerDefaults)).toEqual(nowhere);
    expect(answerOf([], true, answerDefaults)).toEqual(nowhere);
    const window = { item: 0, window: 0, nothing: 3, spans: [] };
    expect(answerOf([window], false, answerDefaults)).toEqual(nowhere);
    expect(answerOf([window], true, answerDefaults)).toMatchObject({ prediction: '', noAnswer: 3 });
  });
});
