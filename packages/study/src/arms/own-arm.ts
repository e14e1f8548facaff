import type { Arm, Combination, Path, PathData } from '@stopover/core';
import type { OwnArm } from '../study-file/arm-schema.ts';
import type { ArmChoice } from './arm-table.ts';
import { combinationInWords, pathInWords } from './needs.ts';

/** The arms of a study file's list: names, and arms that it composes. */
export const armChoicesOf = (
  items: readonly (string | OwnArm)[],
  where: (...path: PropertyKey[]) => string,
): readonly ArmChoice[] =>
  items.map((item, i) =>
    typeof item === 'string'
      ? { name: item, where: where('arms', i) }
      : {
          name: item.name,
          own: armOf(item),
          where: where('arms', i),
          ...(item.average && { averaged: { name: item.average.arm, where: where('arms', i, 'average', 'arm') } }),
        },
  );

function armOf({ name, path: written, average, add, withIntermediate: put, test, against, select, line }: OwnArm): Arm {
  // The path of an average is that of its arm, which may be one that a plugin brings.
  const path = written ? pathOf(written) : (add ?? []).map(({ task }) => ({ data: task }));
  const combine = combinationOf({ average, add });
  return {
    name,
    path,
    ...(combine && { combine }),
    // Tasks are added as they are written.
    ...(add && { withIntermediate: null }),
    // Where the file says no order of its own, the intermediate stands first in the form with one.
    ...(put !== undefined && { withIntermediate: put && pathOf(put) }),
    ...(test && { test }),
    ...(against !== undefined && { against }),
    ...(select && { select }),
    line: line ?? lineOf(path, combine, average?.arm),
    ...(combine && { citation: 'add' in combine ? arithmeticSource : averageSource }),
  };
}

function combinationOf({ average, add }: Pick<OwnArm, 'average' | 'add'>): Combination | undefined {
  if (average) {
    const { over, size, head } = average;
    return { average: over, size, ...(head && { head }) };
  }
  return add && { add: add.map(({ weight }) => [weight].flat()) };
}

function lineOf(path: Path, combine: Combination | undefined, averaged: string | undefined): string {
  if (!combine) return pathInWords(path);
  if ('add' in combine) return combinationInWords(path, combine);
  return `the weights of ${combine.size} seeds of ${averaged ?? ''} averaged`;
}

const averageSource =
  'Wortsman et al. (2022). Model Soups. ICML. Schmidt et al. (2023). Free Lunch: Robust Cross-Lingual Transfer via Model Checkpoint Averaging. ACL.';
const arithmeticSource = 'Ilharco et al. (2023). Editing Models with Task Arithmetic. ICLR.';

const pathOf = (steps: NonNullable<OwnArm['path']>): Path =>
  steps.map((step) => {
    if (typeof step === 'string' || 'data' in step) return dataOf(step);
    const { mix, sampling } = step;
    return { mix: mix.map(dataOf), ...(sampling && { sampling }) };
  });

const dataOf = (
  item:
    | PathData['data']
    | { data: PathData['data']; from?: string[] | undefined; into?: 'every' | string[] | undefined },
): PathData =>
  typeof item === 'string'
    ? { data: item }
    : { data: item.data, ...(item.from && { from: item.from }), ...(item.into && { into: item.into }) };
