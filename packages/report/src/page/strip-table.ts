import { px } from '../figures/figure.ts';
import { drawMark, stripHeight } from '../figures/marks.ts';
import { color } from '../figures/palette.ts';
import {
  axisOf,
  type StripAxis,
  type StripCell,
  type StripChart,
  type StripGroup,
  type StripRow,
} from '../figures/strip-chart.ts';
import { type Html, html } from './html.ts';

/** Pixels of a strip in its own measure; the page makes it as wide as there is room. */
const width = 400;

/**
 * A chart of strips as a table: a name, a drawing over the common axis, and the numbers. On a narrow page the drawing
 * and the numbers stand below the name.
 */
export function stripTable(chart: StripChart, { compact = false } = {}): Html {
  const axis = axisOf(chart, width);
  const scale = axisCell(axis);
  const empty = chart.columns.map(() => html`<td role="cell"></td>`);
  const back = backdrop(chart, axis);
  return html`<table class="strips${compact ? ' compact' : ''}" role="table" aria-label="${chart.alt}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col"><span class="unseen">Condition</span></th><th role="columnheader" scope="col" class="strip"><span class="axis-name">${chart.axis}</span>${scale}</th>${chart.columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">${chart.groups.map((group) => groupRows(group, chart, axis, back))}</tbody>
<tfoot role="rowgroup" aria-hidden="true"><tr role="row"><td role="cell"></td><td role="cell" class="strip">${scale}</td>${empty}</tr></tfoot>
</table>
<p class="key">${chart.key}</p>`;
}

const groupRows = ({ title, note = '', rows }: StripGroup, chart: StripChart, axis: StripAxis, back: Html): Html =>
  html`${
    title === ''
      ? null
      : html`<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="${chart.columns.length + 2}">${title} <small>${note}</small></th></tr>
`
  }${rows.map((row) => rowOf(row, axis, back, chart.columns))}`;

function rowOf(row: StripRow, { place }: StripAxis, back: Html, columns: readonly string[]): Html {
  const name = row.href === undefined ? row.label : html`<a href="${row.href}">${row.label}</a>`;
  const note = row.note ? html` <small>${row.note}</small>` : null;
  return html`<tr role="row" class="${row.minor ? 'minor' : ''}"><th role="rowheader" scope="row">${name}${note}</th><td role="cell" class="strip">${back}<svg class="marks" viewBox="0 0 ${width} ${stripHeight}" aria-hidden="true">${row.marks.map((mark) => drawMark(mark, place))}</svg></td>${row.cells.map((cell, i) => valueCell(cell, i === 0 && columns.length > 1 ? '' : (columns[i] ?? '')))}</tr>
`;
}

/** A number carries the head of its column along, for where there are no columns; a word and the first one need none. */
function valueCell({ text, verdict }: StripCell, head: string): Html {
  const style = `value${verdict ? ` ${verdict}` : ''}`;
  return head !== '' && /\d/.test(text)
    ? html`<td role="cell" class="${style}" data-head="${head}">${text}</td>`
    : html`<td role="cell" class="${style}">${text}</td>`;
}

/** Lines of the axis and the shaded range, stretched over the height of a row, so that they meet from row to row. */
function backdrop(chart: StripChart, { place, ticks }: StripAxis): Html {
  const zone = chart.zone
    ? html`<rect x="${px(place(chart.zone[0]))}" y="0" width="${px(place(chart.zone[1]) - place(chart.zone[0]))}" height="10" fill="${color('zone')}"/>`
    : null;
  const zero =
    chart.zero === null
      ? null
      : html`<path d="M${px(place(chart.zero))} 0V10" stroke="${color('ink')}" vector-effect="non-scaling-stroke"/>`;
  return html`<svg class="grid" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${zone}<path d="${ticks.map(({ at }) => `M${px(at)} 0V10`).join('')}" stroke="${color('line')}" vector-effect="non-scaling-stroke"/>${zero}</svg>`;
}

const axisCell = ({ ticks }: StripAxis): Html =>
  html`<div class="axis">${ticks.map(({ at, label }) => {
    const share = (100 * at) / width;
    // A number at an end of the axis stays within it.
    const side = share < 6 ? 'start' : share > 94 ? 'end' : '';
    return html`<span class="${side}" style="left:${px(share)}%">${label}</span>`;
  })}</div>`;
