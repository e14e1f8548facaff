import { drawBalanced, type KeptDraw, redrawBalanced } from '../balance.ts';
import { Dice } from '../dice.ts';
import type { NliItem } from '../entailment.ts';
import { keptDrawsByTable } from '../kept-draws.ts';
import { defaultSeed } from '../sizes.ts';
import type { Split } from '../splits.ts';
import { labelOf } from './table.ts';

/** The balanced pairs of a table: the usual world's from the draws that were kept of it, another's by a search. */
export function balancedPairs(repo: string, split: Split, count: number, seed: number): readonly NliItem[] {
  const label = labelOf(repo, split);
  const dice = new Dice(seed, label);
  const kept = seed === defaultSeed ? keptDrawsByTable[label] : undefined;
  return kept === undefined ? drawBalanced(dice, count, split).items : redrawBalanced(dice, readDraws(kept));
}

/** Draws as words: three times the numbers that are skipped, and the label, to the base of 36. */
export const writeDraws = (draws: readonly KeptDraw[]): string =>
  draws.map(({ skipped, label }) => (3 * skipped + label).toString(36)).join(' ');

function readDraws(words: string): readonly KeptDraw[] {
  return words.split(/\s+/).flatMap((word) => {
    const value = Number.parseInt(word, 36);
    const label = value % 3;
    return label === 0 || label === 1 || label === 2 ? [{ skipped: (value - label) / 3, label }] : [];
  });
}
