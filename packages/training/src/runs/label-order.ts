import type { LabelledHead } from '@stopover/core';
import { numberedLabel } from '@stopover/encoders';

/**
 * Where each of a task's labels is among the names of a head's outputs: `order[i]` is the output that means the i-th
 * label. Names are the task's, or those that it calls alike, in whatever case and with blanks, `-` or `_`; names that
 * are numbers only (`LABEL_2`) mean the label of that number. Undefined where the two lists do not fit one to one.
 */
export function labelOrder(
  { labels, alike = [] }: LabelledHead,
  names: readonly string[],
): readonly number[] | undefined {
  for (const spelt of [exactly, loosely]) {
    for (const wanted of [labels, ...alike]) {
      const order = placesOf(wanted.map(spelt), names.map(spelt));
      if (order) return order;
    }
  }
  return placesOf(
    labels.map((_, i) => i),
    names.map(numberedLabel),
  );
}

const exactly = (name: string) => name;
const loosely = (name: string) =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');

/** The place of each of some distinct values in another list, which holds them and nothing else. */
function placesOf<T>(wanted: readonly T[], among: readonly (T | undefined)[]): readonly number[] | undefined {
  const places = new Map(among.map((one, i) => [one, i]));
  const order = wanted.flatMap((one) => places.get(one) ?? []);
  const fits = wanted.length === among.length && new Set(order).size === among.length;
  return fits ? order : undefined;
}
