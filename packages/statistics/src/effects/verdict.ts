import type { Interval } from '../summary.ts';

/** What an interval says of an effect. */
export type EffectVerdict = 'helps' | 'hurts' | 'no effect beyond the margin' | 'unclear' | 'too few seeds';

/** Fewer seeds than this, and nothing is said to help or hurt. */
const enoughSeeds = 3;

/** What a verdict is made of. */
export interface VerdictInput {
  /** In points; a simultaneous one for a choice of the best. */
  readonly interval: Interval;
  /** Seeds of the contrast; Infinity for a model that has none. */
  readonly seeds: number;
  /** The smallest effect that matters, in points. */
  readonly margin?: number;
  /** False for a metric that is better when smaller. */
  readonly upwards?: boolean;
}

/**
 * `helps` or `hurts` where the interval leaves 0 out; else `no effect beyond the margin` where it lies wholly within
 * ± margin (an equivalence test; Schuirmann 1987), else `unclear`. Below three seeds always `too few seeds`.
 */
export function effectVerdict({ interval, seeds, margin = 1, upwards = true }: VerdictInput): EffectVerdict {
  const [low, high] = interval;
  if (seeds < enoughSeeds) return 'too few seeds';
  if (low > 0) return upwards ? 'helps' : 'hurts';
  if (high < 0) return upwards ? 'hurts' : 'helps';
  return low > -margin && high < margin ? 'no effect beyond the margin' : 'unclear';
}
