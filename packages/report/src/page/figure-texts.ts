import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { standaloneSvg } from '../figures/figure.ts';
import { viewOf } from './group-view.ts';
import { reportPage } from './report-page.ts';

/** The figures of a report as SVG files, under their names without an ending. */
export const figureTexts = (analysis: Analysed, results: Results): ReadonlyMap<string, string> =>
  new Map(reportPage(viewOf(analysis, results), []).figures.map((figure) => [figure.name, standaloneSvg(figure)]));
