// Every arm exists without and with an intermediate in front: two forms of one value.
import { type Arm, intermediate, type Path } from '@stopover/core';
import { isPerIntermediate } from './needs.ts';

/** One form of an arm: what a study file names, and a column of the report. */
export interface ArmForm {
  /** `target-shots`, `intermediate+target-shots`; `intermediate` is that of zero-shot. */
  readonly name: string;
  readonly arm: Arm;
  /** Whether the intermediate is in its path. */
  readonly intermediate: boolean;
  readonly path: Path;
  /** How a table calls it, with `{k}` and `{intermediate}`. */
  readonly label: string;
}

/** Whether a form begins anew for each intermediate. */
export const perIntermediate = ({ path }: ArmForm): boolean => isPerIntermediate(path);

/** The forms of an arm: alone, and with an intermediate unless it has none or its path says where. */
export function formsOf(arm: Arm): readonly ArmForm[] {
  const { name, path, withIntermediate, label = name } = arm;
  const inPath = path.some((step) => 'data' in step && step.data === 'intermediate');
  const beside = label.includes('{intermediate}') ? label : `{intermediate} + ${label}`;
  const alone = { name, arm, intermediate: inPath, path, label: inPath ? beside : label };
  if (inPath || withIntermediate === null) return [alone];
  return [
    alone,
    {
      // The first of all has the short names: every other stands beside it.
      ...(name === 'zero-shot'
        ? { name: 'intermediate', label: '{intermediate}' }
        : { name: `intermediate+${name}`, label: beside }),
      arm,
      intermediate: true,
      path: withIntermediate ?? [intermediate(), ...path],
    },
  ];
}
