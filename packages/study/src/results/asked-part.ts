// How much of a study is there when `--only` asked for a part of it.
import type { Plan } from '../records/plan.ts';
import type { ResultsPart, UnaskedCells } from '../records/results.ts';
import { filtersInWords } from '../study-file/only-option.ts';

/** The part that is there; undefined where all was asked for, or all is there. `known`: stages that were run or failed. */
export function askedPart({ only, cells }: Plan, known: ReadonlySet<string>): ResultsPart | undefined {
  if (!only) return undefined;
  const unasked = new Map<string, UnaskedCells>();
  let left = 0;
  for (const { stage, bucket: _, seed: __, ...cell } of cells) {
    if (known.has(stage)) continue;
    left++;
    const place = JSON.stringify(cell);
    unasked.set(place, { ...cell, cells: (unasked.get(place)?.cells ?? 0) + 1 });
  }
  if (left === 0) return undefined;
  const of = cells.length;
  return { only: filtersInWords(only), made: of - left, of, unasked: [...unasked.values()] };
}

/** The part in a sentence. */
export const partInWords = ({ only, made, of }: Omit<ResultsPart, 'unasked'>): string =>
  `This is a part of the study: ${made} of its ${of} evaluations. The last run was asked for ${only} alone; the same command without --only runs the rest.`;
