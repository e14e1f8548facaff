/**
 * F1 of mined sentence pairs against the true ones, in percent: BUCC's score. Pairs are compared as strings, each once.
 * 0 when none is right; NaN when there are neither true nor mined pairs.
 */
export function minedPairsF1(gold: Iterable<string>, mined: Iterable<string>): number {
  const wanted = new Set(gold);
  const found = new Set(mined);
  const right = [...found].filter((pair) => wanted.has(pair)).length;
  if (wanted.size + found.size === 0) return Number.NaN;
  if (right === 0) return 0;
  const precision = right / found.size;
  const recall = right / wanted.size;
  return (100 * 2 * precision * recall) / (precision + recall);
}
