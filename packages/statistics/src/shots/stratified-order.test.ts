import { describe, expect, it } from 'vitest';
import { streamOf } from '../resampling/generator.ts';
import { stratifiedOrder } from './stratified-order.ts';

const classesOf = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
const tally = (classes: readonly string[], order: readonly number[], k: number) => {
  const found = new Map<string, number>();
  for (const place of order.slice(0, k)) found.set(classes[place] ?? '', (found.get(classes[place] ?? '') ?? 0) + 1);
  return found;
};

describe('stratifiedOrder', () => {
  it('holds the classes in every beginning, to within one example', () => {
    const classes = classesOf({ contradiction: 830, entailment: 830, neutral: 830 });
    const order = stratifiedOrder(classes, streamOf(1, 'xnli'));
    expect(new Set(order).size).toBe(2490);
    for (let k = 1; k <= 300; k++) {
      const counts = ['contradiction', 'entailment', 'neutral'].map((name) => tally(classes, order, k).get(name) ?? 0);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('gives the seats of Sainte-Laguë', () => {
    // Quotients of 53, 24 and 23 by 1, 3, 5, 7: 53, 24, 23, 17.67, 10.6, 8, 7.67, 7.57 …
    const classes = classesOf({ a: 53, b: 24, c: 23 });
    const order = stratifiedOrder(classes, streamOf(2, 'seats'));
    expect(order.slice(0, 8).map((place) => classes[place])).toEqual(['a', 'b', 'c', 'a', 'a', 'b', 'c', 'a']);
  });

  it('draws who gets the odd example, and which examples', () => {
    const classes = classesOf({ a: 10, b: 10, c: 10 });
    const first = Array.from({ length: 300 }, (_, i) => stratifiedOrder(classes, streamOf(i, 'odd')));
    for (const name of ['a', 'b', 'c']) {
      // Binomial(300, 1/3): 100 ± 8.
      const fourth = first.filter((order) => tally(classes, order, 10).get(name) === 4).length;
      expect(fourth).toBeGreaterThan(70);
      expect(fourth).toBeLessThan(130);
    }
    expect(new Set(first.map(([place]) => place)).size).toBeGreaterThan(25);
  });

  it('is the same for the same stream, and random where there are no classes', () => {
    const classes = classesOf({ a: 4, b: 3 });
    expect(stratifiedOrder(classes, streamOf(1, 'x'))).toEqual(stratifiedOrder(classes, streamOf(1, 'x')));
    const order = stratifiedOrder(classesOf({ all: 50 }), streamOf(1, 'one'));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(stratifiedOrder([], streamOf(1, 'none'))).toEqual([]);
  });
});
