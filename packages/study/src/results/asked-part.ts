// How much of a study is there when `--only` asked for a part of it.
import type { Plan } from '../records/plan.ts';
import type { ResultsPart } from '../records/results.ts';
import { filtersInWords } from '../study-file/only-option.ts';
import { countedCells } from './counted-cells.ts';

/** The part that is there; undefined where all was asked for, or all is there. `known`: stages that were run or failed. */
export function askedPart({ only, cells }: Plan, known: ReadonlySet<string>): ResultsPart | undefined {
  if (!only) return undefined;
  const left = cells.filter(({ stage }) => !known.has(stage));
  if (left.length === 0) return undefined;
  const of = cells.length;
  return { only: filtersInWords(only), made: of - left.length, of, unasked: countedCells(left) };
}

/** The part in a sentence. */
export const partInWords = ({ only, made, of }: Omit<ResultsPart, 'unasked'>): string =>
  `This is a part of the study: ${made} of its ${of} evaluations. The last run was asked for ${only} alone; the same command without --only runs the rest.`;
