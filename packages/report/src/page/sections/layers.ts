import { layersTable } from '../../analysis/layers.ts';
import { drawnTasks } from '../../appendix/gaps.ts';
import { inlineSvg } from '../../figures/figure.ts';
import { layersChart } from '../../figures/layers-chart.ts';
import { xyFigure } from '../../figures/xy-chart.ts';
import { gapTable } from '../gap-table.ts';
import type { ReportView } from '../group-view.ts';
import { html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';

/** Scores by layer, where sentence embeddings were taken from one. */
export function layersSection({ groups, results: { layers = [] } }: ReportView): Section | null {
  if (layers.length === 0) return null;
  // A target under several trainings has its layers once.
  const targets = [...new Map(groups.map((group) => [group.target, group.slug]))];
  const drawn = targets.flatMap(([target, slug]) => {
    const chart = layersChart(layers, target, slug);
    return chart ? [xyFigure(chart)] : [];
  });
  const panels = drawn.map(
    (figure) =>
      html`<div class="panel"><h3>${figure.title}</h3><figure>${inlineSvg(figure)}</figure>${figureLinks(figure)}</div>`,
  );
  return {
    id: 'layers',
    title: 'Layers',
    body: html`${panels.length > 0 ? html`<div class="panels">${panels}</div>` : null}${gapTable(layersTable(layers))}`,
    figures: drawn,
  };
}

/** How often each task of a mixture was drawn. */
export function mixturesSection({ results }: ReportView): Section | null {
  const drawn = drawnTasks(results);
  if (drawn.rows.length === 0) return null;
  return { id: 'mixtures', title: 'Mixtures', body: gapTable(drawn), figures: [] };
}
