import type { Spread } from '../../analysis/analysed.ts';
import type { Figure } from '../../figures/figure.ts';
import { languagesChart } from '../../figures/languages-chart.ts';
import { stripFigure } from '../../figures/strip-svg.ts';
import { folded } from '../folded.ts';
import type { GroupView, ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { stripTable } from '../strip-table.ts';
import { counted, interval, probability, score } from '../words.ts';

/** How gains differ between languages: small multiples on one axis. */
export function languagesSection({ groups }: ReportView): Section | null {
  const parts = groups.filter(({ spreads }) => spreads.length > 0).map(partOf);
  if (parts.length === 0) return null;
  return {
    id: 'languages',
    title: 'By language',
    body: html`<p class="lead">Gain over zero-shot in each language, in points, the language that zero-shot knows best first (its score stands beside the name). ● the interval leaves out 0, ○ it does not; × is the gain shrunken towards the mean, as far as the differences are noise. Intervals of single languages are not adjusted for their number.</p>
<div class="panels wide">${parts.map(({ first }) => first)}</div>
${parts.map(({ rest }) => rest)}`,
    figures: parts.flatMap(({ figures }) => figures),
  };
}

/** What the headline is about, the rest, which unfolds, and the figures of both. */
interface Part {
  readonly first: Html | null;
  readonly rest: Html | null;
  readonly figures: readonly Figure[];
}

function partOf(group: GroupView): Part {
  const charts = group.spreads.map((spread, i) => ({ spread, chart: languagesChart(group, spread, i) }));
  const panel = (title: string, { spread, chart }: (typeof charts)[number]) => html`<div class="panel"><h3>${title}</h3>
${stripTable(chart, { compact: true })}<p class="words">${spreadInWords(spread, seedsIn(group, spread))}</p>${figureLinks(chart)}</div>`;
  const best = group.best[0]?.intermediate;
  const first =
    charts.find(({ spread }) => spread.condition.intermediate === best && spread.condition.shots === 0) ?? charts[0];
  const others = charts.filter((one) => one !== first);
  const names = others.map(({ spread }) => spread.condition.name).join(', ');
  const panels = html`<div class="panels wide">${others.map((one) => panel(one.spread.condition.name, one))}</div>`;
  return {
    first: first ? panel(`${group.title}: ${first.spread.condition.name}`, first) : null,
    rest: others.length > 0 ? folded(`${group.title}: ${names}`, panels) : null,
    figures: charts.map(({ chart }) => stripFigure(chart)),
  };
}

/** Of the mean over the same languages; 0 for models that no seed decides. */
const seedsIn = ({ effects }: GroupView, { condition, against }: Spread): number =>
  effects.find(
    (row) => row.language === null && row.condition.name === condition.name && row.against.name === against.name,
  )?.seeds ?? 0;

function spreadInWords(spread: Spread, seeds: number): string {
  const { helped, harmed, worst, tau, p, likeThese, newLanguage, languages } = spread;
  const list = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'none');
  const ranges =
    likeThese && newLanguage
      ? `For languages like these ${interval(likeThese)}, for a new language ${interval(newLanguage)} points.`
      : `With ${languages.length} languages nothing is said of others: that takes five.`;
  const chance = probability(p);
  const changed =
    seeds === 1 || seeds === 2
      ? `With ${counted(seeds, 'seed')} no language is said to be helped or harmed: that takes three.`
      : `Helped: ${list(helped)}. Harmed: ${list(harmed)}.`;
  return `${changed} Worst: ${worst}. τ = ${score(tau)} points (p ${chance.startsWith('<') ? chance : `= ${chance}`} of no difference between languages). ${ranges}`;
}
