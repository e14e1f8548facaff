import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';

/** The analysis as one JSON document, with what was run and what is missing; item scores are in the item table. */
export function summaryJson(analysis: Analysed, results: Results): string {
  const { cells, targets, study, part, ...surroundings } = results;
  const asked = part && { only: part.only, made: part.made, of: part.of };
  return `${JSON.stringify({ ...analysis, ...surroundings, ...(asked && { part: asked }) }, null, 2)}\n`;
}
