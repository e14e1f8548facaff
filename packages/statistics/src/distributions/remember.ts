/** The last results of a slow function of two numbers: intervals of many contrasts ask for the same quantile in a row. */
export function remembering(slow: (a: number, b: number) => number): (a: number, b: number) => number {
  const kept: { a: number; b: number; value: number }[] = [];
  return (a, b) => {
    const known = kept.find((one) => one.a === a && one.b === b);
    if (known) return known.value;
    const value = slow(a, b);
    if (kept.unshift({ a, b, value }) > 8) kept.pop();
    return value;
  };
}
