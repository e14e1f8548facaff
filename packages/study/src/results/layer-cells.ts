import { isSwept } from '../records/layer-summary.ts';
import type { Cell, Results } from '../records/results.ts';
import { readPredictionItems } from '../store/prediction-items.ts';
import { layerMetric, predictionsFile } from '../store/predictions.ts';
import { readStageFile } from '../store/stage-files.ts';
import type { Store } from '../store/store.ts';

/** A cell as the sentence embeddings of one layer make it. */
export interface LayerCell extends Cell {
  readonly layer: number;
}

/**
 * The cells of targets whose layers were swept, once for each layer, target by target. They are read one by one: together
 * they have many times the items of a report. Neither items nor counts has what an earlier version evaluated.
 * @throws DataError naming the file that is damaged.
 */
export async function* layerCells(store: Store, { targets, cells, layers = [] }: Results): AsyncGenerator<LayerCell> {
  // Loading it takes longer than most commands, which read no layers.
  const { corpusF1, mean } = await import('@stopover/statistics');
  for (const target of targets) {
    for (const cell of cells.filter((one) => one.target === target.name)) {
      const swept = layers.find((one) => one.stage === cell.stage && one.target === target.name && isSwept(one));
      if (!swept) continue;
      const record = await store.find(cell.stage);
      const folder = store.stageFolder(cell.stage);
      const { title = cell.stage } = record?.stage ?? {};
      const place = predictionsFile('', target.name, cell.language);
      const bytes = await readStageFile({ folder, title, files: record?.files ?? {} }, place);
      const path = predictionsFile(folder, target.name, cell.language);
      for (const layer of Object.keys(swept.scores)
        .map(Number)
        .sort((a, b) => a - b)) {
        const { kind } = target;
        const found = await readPredictionItems(path, bytes, { metric: layerMetric(target.metric, layer), kind });
        const { items, counts } = found;
        const score = counts ? corpusF1(counts) : items ? mean(items) : Number.NaN;
        const { counts: _chosen, ...rest } = cell;
        yield { ...rest, layer, scores: { [target.metric]: score }, items, ...(counts && { counts }) };
      }
    }
  }
}
