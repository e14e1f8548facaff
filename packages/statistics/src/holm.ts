/**
 * Holm's step-down adjustment (Holm 1979) of the p-values of one family, in the order given: the i-th smallest of m is
 * multiplied by m − i + 1, never falls below the one before it and never exceeds 1.
 */
export function holm(values: readonly number[]): number[] {
  const ranked = values.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p || a.index - b.index);
  const adjusted = new Array<number>(values.length).fill(1);
  let floor = 0;
  ranked.forEach(({ p, index }, rank) => {
    floor = Math.min(1, Math.max(floor, p * (values.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}

/** Holm's adjustment of the p-values of one family that are known, in the order given; the others stay null. */
export function holmKnown(values: readonly (number | null)[]): (number | null)[] {
  const places = [...values.keys()].filter((i) => values[i] !== null);
  const own = holm(places.map((i) => values[i] ?? 1));
  const adjusted = values.map((): number | null => null);
  places.forEach((place, i) => {
    adjusted[place] = own[i] ?? 1;
  });
  return adjusted;
}

/** A p-value with the family that it is corrected in: the target of a primary contrast. */
export interface FamilyTest {
  readonly family: string;
  readonly p: number;
}

/** Holm's adjustment within each family, in the order given. */
export function holmWithin(tests: readonly FamilyTest[]): number[] {
  const adjusted = new Array<number>(tests.length).fill(1);
  for (const family of new Set(tests.map((test) => test.family))) {
    const places = [...tests.keys()].filter((i) => tests[i]?.family === family);
    const own = holm(places.map((i) => tests[i]?.p ?? 1));
    places.forEach((place, i) => {
      adjusted[place] = own[i] ?? 1;
    });
  }
  return adjusted;
}
