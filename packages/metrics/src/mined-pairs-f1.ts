import { minedPairsScores } from './mined-pairs-scores.ts';

/**
 * F1 of mined sentence pairs against the true ones, in percent: BUCC's score. Pairs are compared as strings, each once.
 * 0 when none is right; NaN when there are neither true nor mined pairs.
 */
export function minedPairsF1(gold: Iterable<string>, mined: Iterable<string>): number {
  const [wanted, found] = [new Set(gold), new Set(mined)];
  return wanted.size + found.size === 0 ? Number.NaN : minedPairsScores(wanted, found).f1;
}
