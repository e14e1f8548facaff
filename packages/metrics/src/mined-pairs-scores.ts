/** Precision, recall and F1 of mined pairs, in percent. */
export interface MinedPairsScores {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Compares mined sentence pairs with the true ones, as strings, each once: XTREME's `bucc_f1`. All three are 0 when no
 * pair is right, also when there is none at all.
 */
export function minedPairsScores(gold: Iterable<string>, mined: Iterable<string>): MinedPairsScores {
  const wanted = new Set(gold);
  const found = new Set(mined);
  const right = [...found].filter((pair) => wanted.has(pair)).length;
  if (right === 0) return { f1: 0, precision: 0, recall: 0 };
  const precision = right / found.size;
  const recall = right / wanted.size;
  return {
    f1: (100 * 2 * precision * recall) / (precision + recall),
    precision: 100 * precision,
    recall: 100 * recall,
  };
}
