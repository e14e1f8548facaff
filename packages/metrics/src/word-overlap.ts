/**
 * F1 of two bags of words, 0 to 1; 0 when they share none, so two empty bags give 0.
 * Precision and recall are taken one by one because the reference scripts round that way.
 */
export function wordOverlap(gold: readonly string[], predicted: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  if (shared === 0) return 0;
  const precision = shared / predicted.length;
  const recall = shared / gold.length;
  return (2 * precision * recall) / (precision + recall);
}
