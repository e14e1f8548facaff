import type { PlannedCell } from '../records/plan.ts';
import type { CountedCells } from '../records/results.ts';

/** Cells of a plan by what they have in common: seeds and draws are counted. */
export function countedCells(cells: readonly PlannedCell[]): readonly CountedCells[] {
  const counted = new Map<string, CountedCells>();
  for (const { stage: _, bucket: __, seed: ___, ...cell } of cells) {
    const place = JSON.stringify(cell);
    counted.set(place, { ...cell, cells: (counted.get(place)?.cells ?? 0) + 1 });
  }
  return [...counted.values()];
}
