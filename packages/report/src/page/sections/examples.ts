import type { ShotEquivalent } from '../../analysis/analysed.ts';
import { equivalentText } from '../../analysis/equivalent-text.ts';
import { equivalentsChart } from '../../figures/equivalents-chart.ts';
import { type Figure, inlineSvg } from '../../figures/figure.ts';
import { shotsChart } from '../../figures/shots-chart.ts';
import { stripFigure } from '../../figures/strip-svg.ts';
import { xyFigure } from '../../figures/xy-chart.ts';
import { folded } from '../folded.ts';
import type { GroupView, ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import { figureLinks, type Section } from '../section.ts';
import { stripTable } from '../strip-table.ts';
import { tableOf } from '../table.ts';
import { withInterval } from '../words.ts';

/** What an intermediate is worth in labelled examples of the language. */
export function examplesSection({ groups }: ReportView): Section | null {
  const parts = groups.flatMap((group) => partOf(group) ?? []);
  if (parts.length === 0) return null;
  return {
    id: 'examples',
    title: 'Stopover or examples?',
    body: html`<p class="lead">Gain over zero-shot, in points, against the number of labelled target-language examples. Line: the mean of the examples alone, with the 95 % band of its difference to zero-shot; a small circle is one draw and seed; dashed: the isotonic fit. The blue band is the intermediate task without any example: where the fit crosses it, examples have caught up. Grey levels: the other intermediate tasks.</p>
<div class="panels">${parts.map(({ body }) => body)}</div>
${parts.map(({ each }) => each)}`,
    figures: parts.flatMap(({ figures }) => figures),
  };
}

/** A panel of the section, the same in each language, which unfolds over the whole width, and the figures. */
interface Part {
  readonly body: Html;
  readonly each: Html | null;
  readonly figures: readonly Figure[];
}

function partOf(group: GroupView): Part | null {
  const chart = shotsChart(group);
  if (!chart) return null;
  const drawn = xyFigure(chart);
  const bars = equivalentsChart(group);
  const macro = group.equivalents.filter(({ language }) => language === null);
  const each = group.equivalents.filter(({ language }) => language !== null);
  const body = html`<div class="panel"><h3>${group.title}</h3>
<figure>${inlineSvg(drawn)}</figure>${figureLinks(drawn)}
${bars ? html`${stripTable(bars, { compact: true })}${figureLinks(bars)}` : null}
<ul class="words">${macro.map((one) => html`<li>${equivalentText(one)}</li>`)}</ul></div>`;
  return {
    body,
    each: each.length > 0 ? folded(`${group.title}: the same in each language`, languageTable(group, each)) : null,
    figures: [drawn, ...(bars ? [stripFigure(bars)] : [])],
  };
}

const languageTable = ({ title }: GroupView, rows: readonly ShotEquivalent[]): Html =>
  tableOf(
    {
      head: [{ value: 'Language' }, { value: 'Gain [95 %]', style: 'n' }, { value: 'In examples' }],
      rows: rows.map((one) => [
        { value: one.language ?? '' },
        { value: withInterval(one.gain, one.gainInterval), style: 'n' },
        { value: equivalentText(one), style: 'wide' },
      ]),
      starts: (i) => i > 0 && rows[i]?.language !== rows[i - 1]?.language,
    },
    `${title}: equivalents in each language`,
  );
