import { forestChart } from '../../figures/forest.ts';
import { stripFigure } from '../../figures/strip-svg.ts';
import type { ReportView } from '../group-view.ts';
import { html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { stripTable } from '../strip-table.ts';

/** Gains over zero-shot of all targets: what the first screen shows. */
export function forestSection(view: ReportView): Section | null {
  const chart = forestChart(view);
  if (!chart) return null;
  return {
    id: 'forest',
    title: 'Gain over zero-shot',
    body: html`${stripTable(chart)}${figureLinks(chart)}`,
    figures: [stripFigure(chart)],
  };
}
