import { checkpointTests, poolsOf } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { CheckpointTests } from './analysed.ts';
import { askedPairs } from './asked-pairs.ts';
import type { Group } from './conditions.ts';
import { nameOf, plain } from './names.ts';
import { isBaseline } from './roles.ts';

/** Tests of the trained models as they are, against the baseline: for the appendix. */
export function checkpointsOf(
  group: Group,
  results: Results,
  options: { readonly seed: number; readonly swaps: number },
): CheckpointTests[] {
  const { target } = group;
  const cells = group.conditions.flatMap((one) => one.cells);
  const pools = poolsOf(cells, target.parallel, target.name);
  return askedPairs(group, results)
    .filter(({ against }) => isBaseline(against))
    .flatMap(({ condition, against }) =>
      checkpointTests(condition.cells, against.cells, pools, target, options).map((test) => ({
        ...nameOf(group),
        condition: plain(condition),
        against: plain(against),
        ...test,
      })),
    );
}
