// A few rows that stand for a table of several parts, of each of which only the first were read.

/** The first rows of one part. */
export interface ReadPart<T> {
  /** Those of them that can be used. */
  readonly examples: readonly T[];
  readonly rows: number;
  /** Rows of the whole part, at least `rows`. */
  readonly size: number;
}

/** Rows of the whole part that can be used, if the rest is like what was read. */
const usedOf = ({ examples, rows, size }: ReadPart<unknown>): number =>
  rows === 0 ? 0 : (size * examples.length) / rows;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Share of all rows that can be used; NaN where there are none. */
export const usedShare = (parts: readonly ReadPart<unknown>[]): number =>
  sum(parts.map(usedOf)) / sum(parts.map(({ size }) => size));

/** At most `kept` examples at equal distances, as if the parts stood whole one behind the other. */
export function evenly<T>(parts: readonly ReadPart<T>[], kept: number): readonly T[] {
  const count = Math.min(kept, sum(parts.map(({ examples }) => examples.length)));
  const distance = sum(parts.map(usedOf)) / count;
  const found: T[] = [];
  let before = 0;
  for (const part of parts) {
    const size = usedOf(part);
    while (found.length < count && found.length * distance < before + size) {
      const inPart = ((found.length * distance - before) * part.examples.length) / size;
      // Rounding may reach the end.
      const place = Math.min(Math.floor(inPart), part.examples.length - 1);
      found.push(...part.examples.slice(place, place + 1));
    }
    before += size;
  }
  return found;
}
