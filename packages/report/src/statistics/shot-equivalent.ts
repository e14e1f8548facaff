/** A score after some number of target-language examples. */
export interface ShotPoint {
  readonly shots: number;
  readonly score: number;
}

/**
 * The number of target-language examples at which the curve first reaches a level, larger being better. Between two
 * measured numbers above 0 the score is taken to be linear in log(shots). 0: the level is reached with the fewest
 * examples that were measured, or without any; Infinity: not reached with the most.
 * Points ascend in shots; the first may be at 0.
 */
export function shotsToReach(level: number, curve: readonly ShotPoint[]): number {
  let before: ShotPoint | undefined;
  for (const point of curve) {
    if (point.score >= level) {
      // Nothing is known of the shape between 0 and the first measured number: no interpolation there.
      if (!before || before.shots === 0) return 0;
      const share = (level - before.score) / (point.score - before.score);
      return Math.exp(Math.log(before.shots) + share * (Math.log(point.shots) - Math.log(before.shots)));
    }
    before = point;
  }
  return Number.POSITIVE_INFINITY;
}
