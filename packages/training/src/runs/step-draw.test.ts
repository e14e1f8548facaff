// Epochs are passes over the data, whatever is accumulated, for one task and for several.
import { describe, expect, test } from 'vitest';
import { passShares } from './learner.ts';
import { countPasses, countSteps, type DrawnPart, StepDraw } from './step-draw.ts';

const alone = (batches: number): DrawnPart[] => [{ batches, weight: 1 }];
const counting = (accumulate: number, epochs: number, maxSteps: number | null = null) => ({
  ...{ gradientAccumulationSteps: accumulate, epochs, maxSteps },
});

/** What every step of a stage takes. */
function drawnBy(parts: readonly DrawnPart[], recipe: ReturnType<typeof counting>, seed = 1) {
  const draw = new StepDraw(parts, recipe, seed);
  const steps = [];
  while (!draw.exhausted) steps.push(...draw.next());
  return steps;
}

describe('one task', () => {
  test('the last step of an epoch takes what is left of it', () => {
    expect(drawnBy(alone(5), counting(4, 2))).toEqual([
      { part: 0, from: 0, count: 4 },
      { part: 0, from: 4, count: 1 },
      { part: 0, from: 5, count: 4 },
      { part: 0, from: 9, count: 1 },
    ]);
  });

  test('a part of an epoch ends with its last batch', () => {
    // One and a half times five batches is eight.
    expect(drawnBy(alone(5), counting(2, 1.5)).map(({ count }) => count)).toEqual([2, 2, 1, 2, 1]);
  });

  test.each([
    [5, 1, 3, 15],
    [5, 4, 3, 6],
    [5, 8, 3, 3],
    [5, 2, 1.5, 5],
    [7, 3, 0.01, 1],
  ])('%i batches, %i together, %d epochs are %i steps, counted and taken', (batches, accumulate, epochs, steps) => {
    expect(countSteps(alone(batches), counting(accumulate, epochs), 1)).toBe(steps);
    expect(drawnBy(alone(batches), counting(accumulate, epochs)).length).toBe(steps);
  });

  test('a number of steps is taken as it is given', () => {
    expect(countSteps(alone(5), counting(4, 3, 100), 1)).toBe(100);
  });
});

describe('a mixture', () => {
  const parts: readonly DrawnPart[] = [
    { batches: 50, weight: 50 },
    { batches: 1, weight: 1 },
    { batches: 10, weight: 10 },
  ];

  test.each([1, 3, 8])('has as many batches in so many epochs with %i together', (accumulate) => {
    const steps = drawnBy(parts, counting(accumulate, 40));
    expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(40 * 61);
    expect(countSteps(parts, counting(accumulate, 40), 1)).toBe(steps.length);
    // Its shares are those of the weights, even of a task whose pass is a single batch. Drawn: one in twenty off.
    const of = (part: number) => steps.reduce((sum, step) => (step.part === part ? sum + step.count : sum), 0);
    expect(Math.abs(of(0) / 2000 - 1)).toBeLessThan(0.05);
    expect(Math.abs(of(1) / 40 - 1)).toBeLessThan(0.5);
    expect(Math.abs(of(2) / 400 - 1)).toBeLessThan(0.25);
  });

  test('no step goes beyond a pass of its task', () => {
    for (const { part, from, count } of drawnBy(parts, counting(8, 20))) {
      const { batches = 0 } = parts[part] ?? {};
      expect(Math.floor(from / batches)).toBe(Math.floor((from + count - 1) / batches));
    }
  });

  test('text beside a task comes on top of its epochs', () => {
    const beside = [
      { batches: 30, weight: 3 },
      { batches: 7, weight: 1, beside: true },
    ] as const;
    const taken = drawnBy(beside, counting(4, 6)).reduce((sum, { count }) => sum + count, 0);
    expect(taken).toBe(6 * 40);
  });
});

describe('parts that alternate', () => {
  const parts: readonly DrawnPart[] = [
    { batches: 5, weight: 1, alternates: true },
    { batches: 1, weight: 1, alternates: true },
    { batches: 2, weight: 1, alternates: true },
  ];
  const draw = (recipe: ReturnType<typeof counting>, some = parts) => {
    const drawn = new StepDraw(some, recipe, 1);
    return Array.from({ length: countSteps(some, recipe, 1) }, () => drawn.next());
  };

  test('have as many batches in every step, and an epoch is a pass over the largest', () => {
    expect(draw(counting(1, 2)).length).toBe(10);
    for (const [i, step] of draw(counting(1, 2)).entries())
      expect(step).toEqual([0, 1, 2].map((part) => ({ part, from: i, count: 1 })));
  });

  test('are accumulated together, to the end of a pass over the largest', () => {
    const counts = draw(counting(2, 2)).map((step) => step.map(({ count }) => count));
    expect(counts).toEqual([2, 2, 1, 2, 2, 1].map((n) => [n, n, n]));
    expect(
      draw(counting(2, 2))
        .at(-1)
        ?.map(({ from }) => from),
    ).toEqual([9, 9, 9]);
  });

  test('take the steps that are asked for', () => {
    expect(draw(counting(3, 2, 7)).length).toBe(7);
  });

  test('leave text beside them its share of the steps, on top of their epochs', () => {
    const beside = [...parts, { batches: 40, weight: 1, beside: true }];
    const steps = draw(counting(1, 200), beside);
    // Three parts of weight 1 and text of weight 1: a quarter of the steps are the text's.
    expect(steps.length).toBe(Math.ceil((5 * 4) / 3) * 200);
    const text = steps.filter(([first]) => first?.part === 3);
    expect(text.every((step) => step.length === 1)).toBe(true);
    expect(Math.abs(text.length / steps.length - 0.25)).toBeLessThan(0.04);
    expect(steps.filter(([first]) => first?.part === 0).every((step) => step.length === 3)).toBe(true);
  });
});

describe('the passes of a step', () => {
  const pass = (...weights: number[]) => ({
    weights: { type: 'float32' as const, shape: [weights.length], data: Float32Array.from(weights) },
  });

  test('count by what their losses are means over', () => {
    expect(passShares([pass(0.25, 0, 0.25, 0.25, 0.25), pass(0, 1), pass(0.5, 0.5, 0)])).toEqual([4 / 7, 1 / 7, 2 / 7]);
  });

  test('of which nothing counts are alike, and a single one is the whole', () => {
    expect(passShares([pass(0, 0), pass(0)])).toEqual([0.5, 0.5]);
    expect(passShares([pass(1 / 3, 1 / 3, 1 / 3)])).toEqual([1]);
  });
});

test('the passes of each part are counted as they are taken, of epochs and of a number of steps', () => {
  const parts: DrawnPart[] = [
    { batches: 12, weight: 3 },
    { batches: 5, weight: 1 },
    { batches: 4, weight: 2, beside: true },
  ];
  const recipe = counting(2, 3);
  const taken = drawnBy(parts, recipe, 7);
  const passesOf = (part: number) => taken.reduce((sum, one) => (one.part === part ? sum + one.count : sum), 0);
  expect(countPasses(parts, recipe, 7)).toEqual({
    steps: countSteps(parts, recipe, 7),
    passes: [passesOf(0), passesOf(1), passesOf(2)],
  });
  expect(countPasses(alone(3), counting(2, 1, 5), 1)).toEqual({ steps: 5, passes: [8] });
});
