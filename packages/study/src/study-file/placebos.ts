import { canonicalJson } from '@stopover/files';
import type { Intermediate } from './study-intermediates.ts';

/**
 * Intermediates with shuffled labels, each with the one that it is the control of: the same in all but the labels, or else
 * the first of the same tasks. A placebo of tasks that no other intermediate has is left out.
 */
export function placebosOf(intermediates: readonly Intermediate[]): Readonly<Record<string, string>> {
  const real = intermediates.filter(({ shuffled, checkpoint }) => !shuffled && checkpoint === null);
  return Object.fromEntries(
    intermediates
      .filter(({ shuffled }) => shuffled)
      .flatMap((placebo): [string, string][] => {
        const same = real.find((one) => made(one) === made(placebo));
        const near = same ?? real.find(({ tasks }) => canonicalJson(tasks) === canonicalJson(placebo.tasks));
        return near ? [[placebo.name, near.name]] : [];
      }),
  );
}

/** What an intermediate is made of beside its labels. */
const made = ({ name: _, where: __, shuffled: ___, ...rest }: Intermediate): string => canonicalJson(rest);
