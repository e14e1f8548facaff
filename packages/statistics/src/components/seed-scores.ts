import { DataError } from '@stopover/core';
import type { ArmTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import type { ItemFrame } from '../design/item-frame.ts';
import { momentsOf } from './moments.ts';
import type { SeedScores } from './seed-pool.ts';

/**
 * The scores of an arm by seed, for the pool: means over the given languages and its draws of shots.
 * @param without seeds whose runs failed or are degenerate.
 * @throws DataError when the arm lacks one of the languages, since a mean over fewer varies more, or has no seed that is
 * complete in them.
 */
export function seedScoresOf(
  frame: ItemFrame,
  arm: ArmTable,
  languages: Iterable<string>,
  without: ReadonlySet<number> = new Set(),
): SeedScores {
  const asked = [...languages];
  const lacking = asked.find((language) => !arm.draws.has(language));
  if (lacking !== undefined) {
    const what = `it has no run in ${lacking}, and the mean is over ${asked.join(', ')}`;
    throw new DataError({ where: arm.name, what, remedy: 'Pool it with means over the languages that it has.' });
  }
  const contrast = contrastOf(frame, [{ arm, weight: 1 }], asked);
  const { bySeed } = momentsOf(contrast);
  const scores = contrast.seeds.map((seed, s): [number, number] => [seed, bySeed[s] ?? Number.NaN]);
  return {
    arm: arm.name,
    varianceClass: arm.varianceClass,
    bySeed: new Map(scores.filter(([seed]) => !without.has(seed))),
  };
}
