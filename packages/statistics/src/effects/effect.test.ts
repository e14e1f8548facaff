import { describe, expect, it } from 'vitest';
import { armTable, type RunScores } from '../design/arm-table.ts';
import { contrastOf, differenceOfArms } from '../design/contrast.ts';
import { clustersOf, itemFrame } from '../design/item-frame.ts';
import { armOf } from '../fixtures/made-up-runs.ts';
import { type Effect, effectOf } from './effect.ts';
import golden from './fixtures/effects-of-numpy.json' with { type: 'json' };
import { halfWidth, intervalOf, probabilityAbove, pValueOf } from './interval.ts';

const frame = itemFrame(Object.entries(golden.clusters).map(([language, clusters]) => ({ language, clusters })));
const runsOf = (rows: readonly (readonly (string | number | readonly number[])[])[]): RunScores[] =>
  rows.map(([language, seed, bucket, items]) => ({
    language: String(language),
    seed: Number(seed),
    bucket: Number(bucket),
    items: Array.isArray(items) ? items : [],
  }));
const few = armTable(frame, armOf('10 shots', runsOf(golden.few)));
const zero = armTable(frame, armOf('zero-shot', runsOf(golden.zero)));

/** One arm whose scores are these, seed by seed, in one language. */
const alone = (scores: readonly (readonly number[])[], clusters?: readonly string[]): Effect => {
  const own = clusters ?? (scores[0] ?? []).map((_, i) => `${i}`);
  const items = itemFrame([{ language: 'de', clusters: own }]);
  const runs = scores.map((one, s) => ({ language: 'de', seed: s, bucket: 0, items: one }));
  return effectOf(contrastOf(items, [{ arm: armTable(items, armOf('a', runs)), weight: 1 }], ['de']));
};

describe('an effect', () => {
  it.each([
    ['over two languages that share clusters', ['de', 'sw'], golden.macro],
    ['in one language', ['de'], golden.de],
  ])('%s has the components, interval and p of the formulas', (_, languages, expected) => {
    const effect = effectOf(differenceOfArms(frame, few, zero, languages));
    const { half95, half90, p, value, seedDegrees, drawDegrees, itemDegrees, ...components } = expected;
    expect(effect.value).toBeCloseTo(value, 10);
    for (const [name, found] of Object.entries(effect.components)) {
      expect({ name, found }).toEqual({
        name,
        found: expect.closeTo(new Map(Object.entries(components)).get(name) ?? -1, 10),
      });
    }
    expect(effect.error.seedDegrees).toBe(seedDegrees);
    expect(effect.error.drawDegrees).toBeCloseTo(drawDegrees, 9);
    expect(effect.error.itemDegrees).toBeCloseTo(itemDegrees, 9);
    expect(halfWidth(effect.error, 0.05)).toBeCloseTo(half95, 9);
    expect(halfWidth(effect.error, 0.1)).toBeCloseTo(half90, 9);
    expect(pValueOf(effect)).toBeCloseTo(p, 9);
    expect(effect.sources).toEqual({ items: true, seeds: true, draws: true });
    expect(effect).toMatchObject({ seeds: 3, draws: 2, leftOut: 0, pooled: false });
  });

  it('is scipy’s paired t-test where all items agree', () => {
    const { pairs, p, interval } = golden.pairedT;
    const effect = alone(pairs.map(([a = 0, b = 0]) => [a - b, a - b]));
    expect(intervalOf(effect)[0]).toBeCloseTo(interval[0] ?? 0, 10);
    expect(intervalOf(effect)[1]).toBeCloseTo(interval[1] ?? 0, 10);
    expect(pValueOf(effect)).toBeCloseTo(p, 10);
  });

  it('is scipy’s t-test of a mean where all seeds agree', () => {
    const { items, p, interval } = golden.itemT;
    const effect = alone([items, items, items]);
    expect(intervalOf(effect)[0]).toBeCloseTo(interval[0] ?? 0, 10);
    expect(intervalOf(effect)[1]).toBeCloseTo(interval[1] ?? 0, 10);
    expect(pValueOf(effect)).toBeCloseTo(p, 10);
    expect(effect.error).toMatchObject({ seeds: 0, itemFloor: effect.error.items });
  });

  it('takes clusters whole: each item twice says nothing new', () => {
    const items = [4, 7, 1, 9, 2, 8];
    const once = alone([items, items]);
    const twice = alone(
      [
        [...items, ...items],
        [...items, ...items],
      ],
      [...'abcdefabcdef'],
    );
    expect(twice.error.items).toBeCloseTo(once.error.items, 12);
  });

  it('does not depend on the order of items, runs and languages, and grows with its unit', () => {
    const order = golden.clusters.de.map((_, i) => (i * 5) % golden.clusters.de.length);
    const shuffled = itemFrame([
      { language: 'sw', clusters: golden.clusters.sw },
      { language: 'de', clusters: order.map((i) => golden.clusters.de[i] ?? '') },
    ]);
    const turned = (rows: readonly RunScores[]) =>
      rows.toReversed().map((run) => ({
        ...run,
        items: (run.language === 'de' ? order.map((i) => run.items[i] ?? 0) : Array.from(run.items)).map((x) => 10 * x),
      }));
    const effect = effectOf(differenceOfArms(frame, few, zero, ['de', 'sw']));
    const other = effectOf(
      differenceOfArms(
        shuffled,
        armTable(shuffled, armOf('10 shots', turned(runsOf(golden.few)))),
        armTable(shuffled, armOf('zero-shot', turned(runsOf(golden.zero)))),
        ['sw', 'de'],
      ),
    );
    expect(other.value).toBeCloseTo(10 * effect.value, 9);
    expect(halfWidth(other.error, 0.05)).toBeCloseTo(10 * halfWidth(effect.error, 0.05), 9);
    expect(pValueOf(other)).toBeCloseTo(pValueOf(effect), 9);
  });

  it('pairs what both arms have, and counts what it leaves out', () => {
    const part = armTable(
      frame,
      armOf(
        'part',
        runsOf(golden.zero).filter(({ seed }) => seed !== 2),
      ),
    );
    const effect = effectOf(differenceOfArms(frame, few, part, ['de', 'sw']));
    // Seed 2 has two German and three Swahili draws.
    expect(effect).toMatchObject({ seeds: 2, leftOut: 5 });
    const german = armTable(
      frame,
      armOf(
        'german',
        runsOf(golden.zero).filter(({ language }) => language === 'de'),
      ),
    );
    const inGerman = effectOf(differenceOfArms(frame, few, german, ['de', 'sw']));
    // What an arm is not asked in has no partner to miss.
    expect(inGerman).toMatchObject({ languages: ['de'], leftOut: 0 });
    expect(() => differenceOfArms(frame, few, german, ['sw'])).toThrow(/10 shots, german: no language.*sw/);
  });

  it('lets a seedless arm stand beside every seed', () => {
    const once = runsOf(golden.zero).filter(({ seed }) => seed === 1);
    const base = armTable(frame, { ...armOf('base', once), seedless: true });
    expect(effectOf(differenceOfArms(frame, few, base, ['de'])).seeds).toBe(3);
    const itself = effectOf(contrastOf(frame, [{ arm: base, weight: 1 }], ['de']));
    expect(itself.sources.seeds).toBe(false);
    expect(itself.seeds).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps languages apart where the test is not parallel', () => {
    expect(clustersOf('de', ['1', '2'], true)).toEqual(['1', '2']);
    const apart = itemFrame(['de', 'sw'].map((l) => ({ language: l, clusters: clustersOf(l, ['1', '2'], false) })));
    expect(apart.size).toBe(4);
  });

  it('names the run that does not fit', () => {
    const run = { language: 'de', seed: 4, bucket: 2, items: [1, 2] };
    expect(() => armTable(frame, armOf('a', [run]))).toThrow(/a in de, seed 4, draw 2: it scores 2 items, and .* 13/);
    const bad = { ...run, items: golden.clusters.de.map(() => Number.NaN) };
    expect(() => armTable(frame, armOf('a', [bad]))).toThrow(/item 1 has the score NaN/);
  });
});

describe('p, interval and probability', () => {
  const effect = effectOf(differenceOfArms(frame, few, zero, ['de', 'sw']));
  it('agree: p is the level of the interval that touches the margin', () => {
    for (const against of [0, 3, effect.value - 0.01, 2 * effect.value]) {
      const p = pValueOf(effect, against);
      const [low, high] = intervalOf(effect, 1 - p);
      expect(Math.min(Math.abs(low - against), Math.abs(high - against))).toBeLessThan(1e-6);
    }
    const [low] = intervalOf(effect);
    expect(pValueOf(effect, low - 1e-6)).toBeLessThan(0.05);
    expect(pValueOf(effect, low + 1e-6)).toBeGreaterThan(0.05);
    expect(probabilityAbove(effect, low)).toBeCloseTo(0.975, 6);
  });
  it('have their ends', () => {
    expect(pValueOf(effect, effect.value)).toBe(1);
    expect(probabilityAbove(effect, effect.value)).toBe(0.5);
    expect(probabilityAbove(effect, effect.value - 5) + probabilityAbove(effect, effect.value + 5)).toBeCloseTo(1, 12);
    const certain = alone([
      [3, 3],
      [3, 3],
    ]);
    expect(pValueOf(certain)).toBe(0);
    expect(pValueOf({ ...effect, value: 1e6 })).toBeGreaterThanOrEqual(1e-12);
  });
});
