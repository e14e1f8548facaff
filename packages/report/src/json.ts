import type { Results } from '@stopover/study';
import type { Analysis } from './analysis.ts';

/** The results and their analysis as one JSON document; item scores stay in the store, named by `stage`. */
export function resultsJson(analysis: Analysis, results: Results): string {
  const cells = results.cells.map(({ ids, items, ...cell }) => ({
    ...cell,
    items: ids.length,
    itemScores: items !== null,
  }));
  return `${JSON.stringify({ schema: 'stopover-results/1', ...results, cells, analysis }, null, 2)}\n`;
}
