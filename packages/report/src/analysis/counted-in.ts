import type { Selection } from '@stopover/core';
import type { CountedCells } from '@stopover/study';

/** Which evaluations are counted; a selection of null is any. */
export interface CountedPlace extends Omit<CountedCells, 'cells' | 'language' | 'selection'> {
  readonly selection: Selection | null;
}

/** How many of those that are counted are of one condition, in one language or (undefined) in all. */
export function countedIn(counted: readonly CountedCells[], place: CountedPlace, language?: string): number {
  const own = counted.filter(
    (one) =>
      one.target === place.target &&
      one.training === place.training &&
      one.model === place.model &&
      one.arm === place.arm &&
      one.intermediate === place.intermediate &&
      one.shots === place.shots &&
      (language === undefined || one.language === language) &&
      (place.selection === null || one.selection === place.selection),
  );
  return own.reduce((sum, { cells }) => sum + cells, 0);
}
