import { type Html, html } from '../page/html.ts';
import { type Figure, px, textWidth } from './figure.ts';
import { drawMark, stripHeight } from './marks.ts';
import { color } from './palette.ts';
import { axisOf, type StripChart, type StripGroup, type StripRow } from './strip-chart.ts';

const stripWidth = 430;
const gap = 16;
const head = 34;

/** The pixels that each part of a drawing has. */
interface Layout {
  readonly label: number;
  /** Left ends of the cells. */
  readonly cells: readonly number[];
  readonly width: number;
}

/** A chart of strips as one drawing: what the page shows as a table. */
export function stripFigure(chart: StripChart): Figure {
  const layout = layoutOf(chart);
  const parts: Html[] = [];
  let y = head;
  for (const group of chart.groups) {
    if (group.title !== '') {
      parts.push(groupHead(group, y));
      y += stripHeight;
    }
    for (const row of group.rows) {
      parts.push(drawRow(row, chart, layout, y));
      y += stripHeight;
    }
  }
  const bottom = y;
  const lines = wrapped(chart.key, layout.width - 2 * gap);
  const height = bottom + 46 + 16 * lines.length;
  const heads = chart.columns.map(
    (text, i) => html`<text x="${layout.cells[i] ?? 0}" y="20" fill="${color('quiet')}">${text}</text>`,
  );
  const body = html`<text x="${gap}" y="20" font-size="13" font-weight="600" fill="${color('ink')}">${chart.title}</text>${heads}
${backdrop(chart, layout, bottom)}${parts}
${lines.map((line, i) => html`<text x="${gap}" y="${bottom + 54 + 16 * i}" font-size="11" fill="${color('quiet')}">${line}</text>`)}`;
  const { name, title, alt, data } = chart;
  return { name, title, alt, data, width: layout.width, height, body };
}

function layoutOf({ title, columns, groups }: StripChart): Layout {
  const rows = groups.flatMap((group) => group.rows);
  const names = rows.map(
    ({ label, note = '' }) => 14 + textWidth(label, 12) + textWidth(note === '' ? '' : ` ${note}`, 11),
  );
  const label = Math.max(150, textWidth(title, 13) - stripWidth, ...names) + 2 * gap;
  const cells: number[] = [];
  let x = label + stripWidth + gap;
  for (const [i, column] of columns.entries()) {
    cells.push(x);
    x += Math.max(textWidth(column), ...rows.map((row) => textWidth(row.cells[i]?.text ?? ''))) + gap;
  }
  return { label, cells, width: Math.ceil(x) };
}

const groupHead = ({ title, note = '' }: StripGroup, y: number): Html =>
  html`<text x="${gap}" y="${y + 20}" fill="${color('ink')}"><tspan font-size="13" font-weight="600">${title}</tspan><tspan dx="10" font-size="11" fill="${color('quiet')}">${note}</tspan></text>`;

/** The shaded range, the lines of the axis, and its numbers. */
function backdrop(chart: StripChart, { label }: Layout, bottom: number): Html {
  const { place, ticks } = axisOf(chart, stripWidth);
  const x = (value: number) => px(label + value);
  const zone = chart.zone
    ? html`<rect x="${x(place(chart.zone[0]))}" y="${head}" width="${px(place(chart.zone[1]) - place(chart.zone[0]))}" height="${bottom - head}" fill="${color('zone')}"/>`
    : null;
  const zero =
    chart.zero === null ? null : html`<path d="M${x(place(chart.zero))} ${head}V${bottom}" stroke="${color('ink')}"/>`;
  return html`${zone}<path d="${ticks.map(({ at }) => `M${x(at)} ${head}V${bottom}`).join('')}" stroke="${color('line')}"/>${zero}
${ticks.map((tick) => html`<text x="${x(tick.at)}" y="${bottom + 16}" text-anchor="middle" fill="${color('quiet')}">${tick.label}</text>`)}
<text x="${px(label + stripWidth / 2)}" y="${bottom + 33}" text-anchor="middle" font-size="11" fill="${color('quiet')}">${chart.axis}</text>`;
}

function drawRow(row: StripRow, chart: StripChart, { label, cells }: Layout, y: number): Html {
  const { place } = axisOf(chart, stripWidth);
  const quiet = color(row.minor ? 'quiet' : 'ink');
  const note = row.note ? html`<tspan dx="6" font-size="11" fill="${color('quiet')}">${row.note}</tspan>` : null;
  return html`<text x="${gap + (row.minor ? 22 : 10)}" y="${y + 18}" fill="${quiet}">${row.label}${note}</text>
<g transform="translate(${label} ${y})">${row.marks.map((mark) => drawMark(mark, place))}</g>
${row.cells.map(({ text, verdict }, i) => html`<text x="${cells[i] ?? 0}" y="${y + 18}" font-weight="${verdict ? 600 : 400}" fill="${verdict ? color(verdict === 'helps' ? 'stop' : 'shots') : quiet}">${text}</text>`)}
`;
}

/** A text in lines of about so many pixels. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, 11) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
