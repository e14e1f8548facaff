import { isSwept, type LayerCell, type Results } from '@stopover/study';
import { counted } from '../page/words.ts';
import { type ScoredCell, type WriteItemsOptions, writeTable } from './write-table.ts';

/**
 * Writes the items of every layer of the targets whose layers were swept, as `writeItems` does those of the layer that is
 * read: the rows of one layer are an item table.
 * @returns as `writeItems`; of what an earlier version evaluated there are no items by layer.
 */
export async function writeLayerItems(
  path: string,
  results: Results,
  cells: AsyncIterable<LayerCell>,
  options: WriteItemsOptions = {},
): Promise<readonly string[]> {
  const swept = ofSweptTargets(results);
  const without = new Map<string, number>();
  const scored = async function* (): AsyncGenerator<ScoredCell> {
    for await (const { layer, ...cell } of cells) {
      const target = swept.targets.find(({ name }) => name === cell.target);
      if (target && (cell.items || cell.counts)) yield { cell, target, layer };
      else without.set(cell.target, (without.get(cell.target) ?? 0) + 1);
    }
  };
  await writeTable(path, swept, scored(), options);
  return [...without].map(
    ([target, count]) =>
      `${target}: ${counted(count, 'evaluation')} of a layer not in layers.parquet, because an earlier version made them.`,
  );
}

/** Whether there is anything for `writeLayerItems`. */
export const hasLayers = ({ layers = [] }: Results): boolean => layers.some(isSwept);

/** The results of the targets whose layers were swept. */
function ofSweptTargets(results: Results): Results {
  const { study, layers = [], targets, cells } = results;
  const names = new Set(layers.filter(isSwept).map(({ target }) => target));
  const primary = study.primary?.filter(({ target }) => names.has(target));
  return {
    ...results,
    study: { ...study, ...(primary && { primary }) },
    targets: targets.filter(({ name }) => names.has(name)),
    cells: cells.filter(({ target }) => names.has(target)),
  };
}
