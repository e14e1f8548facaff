/** The seeds of one arm: what those that ran have as their mean, and how many ran and failed. */
export interface SeedsOfArm {
  /** Mean score of the seeds that ran, in points; of no use where none ran. */
  readonly mean: number;
  readonly ran: number;
  readonly failed: number;
}

/**
 * A bound for what failed seeds hide: the difference of two arms, in points, when every failed seed counts with the score of
 * guessing. Leaving failures out flatters the arm that fails; this is the other end.
 * @param chance score of guessing, in points.
 */
export function differenceWithFailures(a: SeedsOfArm, b: SeedsOfArm, chance: number): number {
  const withChance = ({ mean, ran, failed }: SeedsOfArm) =>
    ((ran === 0 ? 0 : ran * mean) + failed * chance) / (ran + failed);
  return withChance(a) - withChance(b);
}
