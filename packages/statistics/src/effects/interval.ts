import { tQuantile } from '../distributions/student-t.ts';
import type { Interval } from '../summary.ts';
import type { Effect, ErrorParts } from './effect.ts';

/** An estimate with the parts of its variance: all that intervals and tests need. */
export type Estimated = Pick<Effect, 'value' | 'error'>;

/**
 * Half the width of a two-sided interval, in points, at 1 − `level`:
 * h² = t²(1 − level/2, ν_s) V_s + t²(1 − level/2, ν_d) V_d + t²(1 − level/2, ν_i) V_i, and at least t²(1 − level/2, ν_i) of
 * all item variance; with many clusters the last is z².
 * Each part has its own quantile: one t with joined degrees of freedom covers too little where seeds rule.
 * @param level in (0, 1): 0.05 for a 95 % interval.
 */
export function halfWidth(
  { seeds, seedDegrees, draws, drawDegrees, items, itemDegrees, itemFloor }: ErrorParts,
  level: number,
): number {
  const t2 = (variance: number, degrees: number) =>
    variance > 0 ? variance * tQuantile(level / 2, Math.max(degrees, 1)) ** 2 : 0;
  const whole = t2(seeds, seedDegrees) + t2(draws, drawDegrees) + t2(items, itemDegrees);
  return Math.sqrt(Math.max(whole, t2(itemFloor, itemDegrees)));
}

/** The interval of an estimate, in points, over the sources of error that are known. */
export function intervalOf({ value, error }: Estimated, confidence = 0.95): Interval {
  const half = halfWidth(error, 1 - confidence);
  return [value - half, value + half];
}

/**
 * The part of a score's interval that a score can have. Half its width is a t quantile's, which knows no range; the truth lies
 * within the range, so that the part holds it exactly as often as the whole.
 * @param range the score of the worst and of a perfect model, whichever is larger.
 */
export function withinRange([low, high]: Interval, range: readonly [worst: number, best: number]): Interval {
  const [least, most] = [Math.min(...range), Math.max(...range)];
  return [Math.max(low, least), Math.min(high, most)];
}

/** Below this a p-value is not told from 0. */
const smallest = 1e-12;
/** Above this it is not told from 1. */
const largest = 1 - 1e-6;

/**
 * Two-sided p-value of "the effect is `against`": the level at which the interval just touches it. A p below
 * 0.05 and a 95 % interval without `against` are therefore the same thing. At least 1e-12, but 0 where there is no error at
 * all; 1 where the estimate is `against`.
 */
export function pValueOf({ value, error }: Estimated, against = 0): number {
  const distance = Math.abs(value - against);
  if (distance === 0) return 1;
  if (halfWidth(error, 0.5) === 0) return 0;
  if (halfWidth(error, smallest) <= distance) return smallest;
  if (halfWidth(error, largest) >= distance) return 1;
  const excess = (logLevel: number) => Math.log(halfWidth(error, Math.exp(logLevel)) / distance);
  return Math.exp(rootOfFalling(excess, Math.log(smallest), Math.log(largest)));
}

/**
 * The x between `left` and `right` at which a falling function is 0, by false position with halving (Illinois; Dowell and
 * Jarratt 1971).
 */
function rootOfFalling(f: (x: number) => number, left: number, right: number): number {
  let [a, fa, b, fb] = [left, f(left), right, f(right)];
  let side = 0;
  for (let step = 0; step < 200 && b - a > 1e-13; step++) {
    const x = (a * fb - b * fa) / (fb - fa);
    const fx = f(x);
    if (Math.abs(fx) < 1e-12) return x;
    if (fx > 0) {
      [a, fa] = [x, fx];
      if (side === 1) fb /= 2;
      side = 1;
    } else {
      [b, fb] = [x, fx];
      if (side === -1) fa /= 2;
      side = -1;
    }
  }
  return (a + b) / 2;
}

/**
 * Probability that the effect is above `margin` (both in points), given a flat prior: one minus the one-sided p-value of
 * "it is `margin` or less". Of the same interval: 0.975 where its lower end is the margin.
 */
export function probabilityAbove(estimated: Estimated, margin = 0): number {
  const tail = pValueOf(estimated, margin) / 2;
  return estimated.value > margin ? 1 - tail : tail;
}
