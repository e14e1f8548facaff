import type { Cell, Results, TargetSummary } from '@stopover/study';
import { type ScoredCell, type WriteItemsOptions, writeTable } from './write-table.ts';

/**
 * Writes every item of every evaluation of a study, of the layer that is read where there are several: see `writeTable`.
 * @returns a sentence for each target of which evaluations are left out because their metric gives items no score.
 */
export async function writeItems(
  path: string,
  results: Results,
  options: WriteItemsOptions = {},
): Promise<readonly string[]> {
  await writeTable(path, results, scoredCells(results), options);
  return leftOut(results.targets, results.cells);
}

/** Target by target, so that a row group holds few languages and arms. */
function* scoredCells(results: Results): Generator<ScoredCell> {
  for (const target of results.targets) {
    for (const cell of results.cells) {
      if (cell.target !== target.name || !(cell.items || cell.counts)) continue;
      yield { cell, target, layer: layerOf(cell, results) };
    }
  }
}

/** Of a bitext evaluation. */
const layerOf = ({ stage, target }: Cell, { layers = [] }: Results): number | null =>
  layers.find((one) => one.target === target && one.stage === stage)?.layer ?? null;

function leftOut(targets: readonly TargetSummary[], cells: readonly Cell[]): readonly string[] {
  return targets.flatMap(({ name, metric }) => {
    const without = cells.filter(({ target, items, counts }) => target === name && !items && !counts).length;
    if (without === 0) return [];
    const evaluations = without === 1 ? '1 evaluation is' : `${without} evaluations are`;
    return [`${name}: ${evaluations} not in the item table, because ${metric} gives single items no score.`];
  });
}
