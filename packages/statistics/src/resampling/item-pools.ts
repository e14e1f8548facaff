import { grouped } from '../grouped.ts';
import type { Sample } from './sample.ts';
import type { ScoredCell } from './scored-cell.ts';

/** Items, or clusters of them, that are resampled together: those of one language, or of all where the test is parallel. */
export interface ItemPool {
  readonly name: string;
  readonly languages: readonly string[];
  /** Number of different clusters; of items where each is its own. */
  readonly size: number;
  /** Place of every language's items in the pool, in the order of the cells' items: that of their cluster. */
  readonly positions: ReadonlyMap<string, Int32Array>;
}

/** The pools of one target; a language whose rows were partly skipped has part of a parallel pool. */
export function poolsOf(cells: readonly ScoredCell[], parallel: boolean, target: string): ItemPool[] {
  const languages = [...new Set(cells.map(({ language }) => language))].sort();
  const sets = parallel ? [languages] : languages.map((language) => [language]);
  return sets.map((own) => {
    const places = new Map<string, number>();
    const positions = new Map<string, Int32Array>();
    for (const language of own) {
      const cell = cells.find((one) => one.language === language);
      positions.set(
        language,
        Int32Array.from(cell?.groups ?? cell?.ids ?? [], (id) => place(places, id)),
      );
    }
    return {
      name: `${target} ${parallel ? '(all languages)' : own.join()}`,
      languages: own,
      size: places.size,
      positions,
    };
  });
}

function place(places: Map<string, number>, id: string): number {
  const known = places.get(id) ?? places.size;
  places.set(id, known);
  return known;
}

/**
 * The items of cells of one language, averaged like the score: over draws of shots within a seed, then over seeds.
 * Null where there is no cell, no item, or a cell whose metric does not decompose into items.
 */
export function sampleOf(cells: readonly ScoredCell[], pool: ItemPool): Sample | null {
  const positions = pool.positions.get(cells[0]?.language ?? '');
  if (!positions || positions.length === 0) return null;
  const values = new Float64Array(positions.length);
  const seeds = grouped(cells, (cell) => cell.seed);
  for (const own of seeds.values()) {
    for (const { items } of own) {
      if (!items) return null;
      const weight = 1 / (seeds.size * own.length);
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + weight * (items[i] ?? 0);
    }
  }
  return { positions, values };
}
