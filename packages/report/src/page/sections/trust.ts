import { reportGaps } from '../../appendix/gaps.ts';
import { type Figure, inlineSvg } from '../../figures/figure.ts';
import { powerChart } from '../../figures/power-chart.ts';
import { runsChart } from '../../figures/runs-chart.ts';
import { stripFigure } from '../../figures/strip-svg.ts';
import { varianceChart } from '../../figures/variance-chart.ts';
import { xyFigure } from '../../figures/xy-chart.ts';
import { folded } from '../folded.ts';
import { gapTables } from '../gap-table.ts';
import type { ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { stripTable } from '../strip-table.ts';

/** What the study could have found, where its uncertainty comes from, every run, and all that is not in the numbers. */
export function trustSection(view: ReportView): Section {
  const parts = [powerPart(view), variancePart(view), runsPart(view)];
  return {
    id: 'trust',
    title: 'Can it be trusted?',
    body: html`${parts.map(({ body }) => body)}${gapTables(reportGaps(view.analysis, view.results))}`,
    figures: parts.flatMap(({ figures }) => figures),
  };
}

interface Part {
  readonly body: Html | null;
  readonly figures: readonly Figure[];
}

const nothing: Part = { body: null, figures: [] };

function powerPart(view: ReportView): Part {
  const chart = powerChart(view);
  if (!chart) return nothing;
  const drawn = xyFigure(chart);
  return {
    body: html`<div class="panels"><div class="panel"><h3>What more seeds would find</h3><figure>${inlineSvg(drawn)}</figure>${figureLinks(drawn)}</div>
<p class="words">The smallest true gain over zero-shot, in the mean over languages, that a study like this one finds with 80 % probability; of the condition that each line names, from its error over items and the spread over seeds that were seen here. It is for planning, by the formula of <code>stopover plan</code>: both sides vary over seeds on their own, and one t quantile is for all errors. The detectable effect beside a gain in the answer is from that gain’s own errors, in which seeds are paired: it differs from condition to condition, and from this line at the seeds of this study. A smaller gain may well be there, unfound. With up to four seeds the variance of seeds is pooled over arms, with more it is not: the line may rise from four to five.</p></div>`,
    figures: [drawn],
  };
}

function variancePart(view: ReportView): Part {
  const chart = varianceChart(view);
  if (!chart) return nothing;
  return {
    body: folded(chart.title, html`${stripTable(chart)}${figureLinks(chart)}`),
    figures: [stripFigure(chart)],
  };
}

function runsPart({ groups }: ReportView): Part {
  const charts = groups.flatMap((group) => runsChart(group) ?? []);
  return {
    body: html`${charts.map((chart) => folded(chart.title, html`${stripTable(chart)}${figureLinks(chart)}`))}`,
    figures: charts.map(stripFigure),
  };
}
