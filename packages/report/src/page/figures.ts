import type { Analysis, Curve } from '../analysis.ts';
import { overSeedsOnly } from '../answer.ts';
import { groupName } from '../conditions.ts';
import { heatmap } from '../figures/heatmap.ts';
import { shotsPlot } from '../figures/shots-plot.ts';
import { drawSvg } from '../figures/svg.ts';
import { grouped } from '../grouped.ts';
import { upwardsOf } from '../summary-rows.ts';
import { counted, equivalentInWords, interval, signed } from '../words.ts';
import { Html, html } from './html.ts';

/** The figure of every intermediate on every target, or nothing where no intermediate was asked for. */
export async function heatmapFigure(analysis: Analysis): Promise<Html | null> {
  const { heatmap: cells } = analysis;
  if (cells.length === 0) return null;
  const said = cells.map((cell) => {
    const found = cell.difference;
    const worth = found ? `${signed(found.value)} ${interval(found.interval)}` : 'no result';
    return `${cell.intermediate} on ${groupName(cell)}: ${worth}`;
  });
  const svg = new Html(await drawSvg(heatmap(analysis)));
  const rough = cells.some(({ difference }) => difference && overSeedsOnly(difference));
  const note = rough ? ' * The interval is over seeds only: the metric does not decompose into items.' : '';
  return html`<h2 id="stopovers">What each stopover is worth</h2>
<figure><div class="scroll" tabindex="0" role="img" aria-label="${said.join('; ')}">${svg}</div>
<figcaption>Difference to zero-shot in points, macro-averaged over languages, without target-language examples; below it the 95 % interval. Green is a gain, orange a loss; the fainter, the closer to 0, and half as strong where the interval does not tell it from 0.${note}</figcaption></figure>`;
}

/** A panel a target: score against number of target-language examples. Nothing where no shots were given. */
export async function shotsFigure(analysis: Analysis): Promise<Html | null> {
  const panels: Html[] = [];
  for (const curves of grouped(analysis.curves, groupName).values()) {
    if (curves.some(({ points }) => points.some(({ shots }) => shots > 0))) panels.push(await panel(analysis, curves));
  }
  if (panels.length === 0) return null;
  return html`<h2 id="shots">A stopover, or examples of the language itself</h2>
<figure><div class="panels">${panels}</div>
<figcaption>Score, macro-averaged over languages, against the number of labelled target-language examples (logarithmic, with 0). Bands are 95 % intervals of the score itself; they overlap more than the paired differences in the tables do. With more than four lines only direct training and the best stopover have one. A dashed line carries on the level that an intermediate reaches without examples: where the line without a stopover crosses it, examples have caught up.</figcaption></figure>`;
}

async function panel(analysis: Analysis, curves: readonly Curve[]): Promise<Html> {
  const [first] = curves;
  if (!first) return html``;
  const name = groupName(first);
  const metric = analysis.targets.find((target) => target.name === first.target)?.metric ?? 'score';
  const equal = analysis.equivalents.filter((one) => groupName(one) === name);
  const over =
    first.languages.length > 0 ? counted(first.languages.length, 'language') : 'not the same languages in every point';
  const svg = new Html(await drawSvg(shotsPlot(curves, metric, upwardsOf(analysis, first.target))));
  const label = `${metric} on ${name} against number of target-language examples; the numbers are in the tables below`;
  return html`<div><h3>${name} <span class="none">(${over})</span></h3><div role="img" aria-label="${label}">${svg}</div>
${equal.length > 0 ? html`<p class="label none">Worth in examples: ${equal.map((one) => `${one.intermediate}, ${equivalentInWords(one)}`).join('; ')}.</p>` : null}</div>`;
}
