import { hash } from './dice.ts';

export type Split = 'train' | 'validation' | 'test';

/** The split that an item belongs to, by its English text: the same item can never stand in two splits. */
export function splitOf(key: string): Split {
  const place = (hash(key) >>> 0) % 10;
  if (place < 6) return 'train';
  return place < 8 ? 'validation' : 'test';
}

/**
 * Draws items until there are `count` different ones of a split.
 * @throws RangeError when the world is too small for so many.
 */
export function collect<T>(
  count: number,
  split: Split,
  draw: (index: number) => T | undefined,
  keyOf: (item: T) => string,
): readonly T[] {
  const seen = new Set<string>();
  const items: T[] = [];
  for (let tries = 0; items.length < count; tries++) {
    if (tries > count * 2000)
      throw new RangeError(`only ${items.length} of ${count} different items after ${tries} draws`);
    const item = draw(items.length);
    const key = item === undefined ? '' : keyOf(item);
    if (item === undefined || seen.has(key) || splitOf(key) !== split) continue;
    seen.add(key);
    items.push(item);
  }
  return items;
}
