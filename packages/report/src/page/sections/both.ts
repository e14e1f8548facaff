import { bothChart } from '../../figures/both-chart.ts';
import { stripFigure } from '../../figures/strip-svg.ts';
import { folded } from '../folded.ts';
import type { ReportView } from '../group-view.ts';
import { html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { stripTable } from '../strip-table.ts';

/** Examples with and without an intermediate in front. */
export function bothSection({ groups }: ReportView): Section | null {
  const charts = groups.flatMap((group) => {
    const chart = bothChart(group);
    return chart ? [{ chart, title: group.title }] : [];
  });
  if (charts.length === 0) return null;
  return {
    id: 'both',
    title: 'Stopover and examples',
    body: html`<p class="lead">The same examples without and with an intermediate task in front of them, at each number of examples.</p>
${charts.map(({ chart, title }) => folded(title, html`${stripTable(chart)}${figureLinks(chart)}`, charts.length === 1))}`,
    figures: charts.map(({ chart }) => stripFigure(chart)),
  };
}
