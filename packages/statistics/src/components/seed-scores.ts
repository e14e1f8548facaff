import type { ArmTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import type { ItemFrame } from '../design/item-frame.ts';
import { momentsOf } from './moments.ts';
import type { SeedScores } from './seed-pool.ts';

/**
 * The scores of an arm by seed, for the pool: means over the given languages (those that it has) and its draws of shots.
 * @param without seeds whose runs failed or are degenerate.
 * @throws DataError when the arm has no seed that is complete in a language.
 */
export function seedScoresOf(
  frame: ItemFrame,
  arm: ArmTable,
  languages: Iterable<string>,
  without: ReadonlySet<number> = new Set(),
): SeedScores {
  const contrast = contrastOf(frame, [{ arm, weight: 1 }], languages);
  const { bySeed } = momentsOf(contrast);
  const scores = contrast.seeds.map((seed, s): [number, number] => [seed, bySeed[s] ?? Number.NaN]);
  return {
    arm: arm.name,
    varianceClass: arm.varianceClass,
    bySeed: new Map(scores.filter(([seed]) => !without.has(seed))),
  };
}
