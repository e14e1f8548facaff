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
