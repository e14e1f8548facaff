import { scaleLinear, scaleSymlog } from 'd3-scale';
import { type Html, html } from '../page/html.ts';
import { type DataTable, type Figure, px, textWidth } from './figure.ts';
import { color, type Role } from './palette.ts';
import { plainTick } from './strip-chart.ts';

/** A point of a chart in the units of its axes. */
export interface XY {
  readonly x: number;
  readonly y: number;
}

/** Something drawn in a chart; a `label` stands at its right end, or below the chart where one is too long for that. */
export type Layer =
  | {
      readonly kind: 'line';
      readonly points: readonly XY[];
      readonly color: Role;
      readonly label?: string;
      readonly dashed?: boolean;
    }
  | {
      readonly kind: 'band';
      readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
      readonly color: Role;
    }
  | {
      readonly kind: 'dots';
      readonly points: readonly XY[];
      readonly color: Role;
      readonly small?: boolean;
      readonly filled?: boolean;
    }
  /** A level over the whole width, with the interval around it. */
  | {
      readonly kind: 'level';
      readonly y: number;
      readonly band: readonly [number, number] | null;
      readonly color: Role;
      readonly label: string;
    };

/** Lines over two axes. */
export interface XYChart {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly data: DataTable;
  readonly layers: readonly Layer[];
  /** `log` has a 0: it is log(1 + x / c), with c some way below the smallest x. */
  readonly x: { readonly title: string; readonly kind: 'log' | 'linear'; readonly ticks: readonly number[] };
  readonly y: {
    readonly title: string;
    readonly format?: (value: number) => string;
    readonly include?: readonly number[];
  };
  /** A line is drawn at y = 0. */
  readonly zero?: boolean;
}

const plot = { width: 280, height: 210, left: 46, top: 30, bottom: 46 } as const;

/** Wider names stand below the chart: beside it they would make it so wide that a telephone shows them at half their size. */
const widestBeside = 120;

/** Draws a chart of lines, each with its name at its end or, with its colour, below. */
export function xyFigure(chart: XYChart): Figure {
  const { name, title, alt, data, layers } = chart;
  const x = xScale(chart);
  const y = yScale(chart);
  const labels = labelsOf(layers, (value) => y(value));
  const right = plot.left + plot.width;
  const widest = Math.max(8, ...labels.map(({ text }) => textWidth(text, 11.5)));
  const isBelow = widest > widestBeside;
  const width = isBelow ? Math.max(right + 12, 34 + widest) : right + 12 + widest;
  const bottom = plot.top + plot.height + plot.bottom;
  const height = bottom + (isBelow ? 6 + 16 * labels.length : 0);
  const format = chart.y.format ?? plainTick;
  const body = html`<text x="4" y="14" font-size="11" fill="${color('quiet')}">${chart.y.title}</text>
${y.ticks(5).map(
  (
    tick,
  ) => html`<path d="M${plot.left} ${px(y(tick))}H${right}" stroke="${color(tick === 0 && chart.zero ? 'ink' : 'line')}"/><text x="${plot.left - 7}" y="${px(y(tick) + 4)}" text-anchor="end" fill="${color('quiet')}">${format(tick)}</text>
`,
)}${chart.x.ticks.map(
  (
    tick,
  ) => html`<text x="${px(x(tick))}" y="${plot.top + plot.height + 18}" text-anchor="middle" fill="${color('quiet')}">${tick.toLocaleString('en-US')}</text>
`,
)}<text x="${px(plot.left + plot.width / 2)}" y="${bottom - 8}" text-anchor="middle" font-size="11" fill="${color('quiet')}">${chart.x.title}</text>
${layers.map((layer) => draw(layer, x, (value) => y(value)))}
${isBelow ? labels.map((label, i) => nameBelow(label, bottom + 12 + 16 * i)) : labels.map((label) => html`<text x="${right + 7}" y="${px(label.at + 4)}" font-size="11.5" fill="${color(label.color)}">${label.text}</text>`)}`;
  return { name, title, alt, data, width, height, body };
}

const nameBelow = ({ text, color: role }: { readonly text: string; readonly color: Role }, y: number): Html =>
  html`<path d="M8 ${y - 4}H26" stroke="${color(role)}" stroke-width="3"/><text x="32" y="${y}" font-size="11.5" fill="${color(role)}">${text}</text>`;

function xScale({ x: { kind, ticks } }: XYChart): (value: number) => number {
  const ends = [Math.min(...ticks), Math.max(...ticks)];
  const range = [plot.left + 10, plot.left + plot.width - 10];
  if (kind === 'linear') return scaleLinear(ends, range);
  const constant = Math.max(1, (ticks.find((tick) => tick > 0) ?? 1) / 4);
  return scaleSymlog(ends, range).constant(constant);
}

function yScale({ layers, y: { include = [] } }: XYChart) {
  const values = [...include, ...layers.flatMap(valuesOf)].filter(Number.isFinite);
  const ends = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  return scaleLinear(ends, [plot.top + plot.height, plot.top]).nice(5);
}

function valuesOf(layer: Layer): readonly number[] {
  if (layer.kind === 'level') return [layer.y, ...(layer.band ?? [])];
  if (layer.kind === 'band') return layer.points.flatMap(({ low, high }) => [low, high]);
  return layer.points.map(({ y }) => y);
}

type Scale = (value: number) => number;

function draw(layer: Layer, x: Scale, y: Scale): Html {
  const at = (point: XY) => `${px(x(point.x))} ${px(y(point.y))}`;
  switch (layer.kind) {
    case 'level': {
      const [low, high] = layer.band ?? [layer.y, layer.y];
      return html`<rect x="${plot.left}" y="${px(y(high))}" width="${plot.width}" height="${px(y(low) - y(high))}" fill="${color(layer.color)}" fill-opacity="0.12"/><path d="M${plot.left} ${px(y(layer.y))}H${plot.left + plot.width}" stroke="${color(layer.color)}" stroke-width="1.6"/>`;
    }
    case 'band': {
      const upper = layer.points.map(({ x: k, high }) => at({ x: k, y: high }));
      const lower = layer.points.map(({ x: k, low }) => at({ x: k, y: low })).reverse();
      return html`<path d="M${[...upper, ...lower].join('L')}Z" fill="${color(layer.color)}" fill-opacity="0.16"/>`;
    }
    case 'line':
      return html`<path d="M${layer.points.map(at).join('L')}" fill="none" stroke="${color(layer.color)}" stroke-width="1.8" stroke-dasharray="${layer.dashed ? '5 4' : 'none'}"/>`;
    case 'dots':
      return html`${layer.points.map((point) => html`<circle cx="${px(x(point.x))}" cy="${px(y(point.y))}" r="${layer.small ? 2.2 : 4}" fill="${layer.filled ? color(layer.color) : layer.small ? 'none' : color('paper')}" stroke="${color(layer.color)}" stroke-width="${layer.small ? 0.9 : 1.6}"/>`)}`;
  }
}

/** Names at the right ends, moved apart where they would stand on each other. */
function labelsOf(
  layers: readonly Layer[],
  y: Scale,
): { readonly text: string; readonly at: number; readonly color: Role }[] {
  const wanted = layers.flatMap((layer) => {
    if (layer.kind === 'level') return [{ text: layer.label, at: y(layer.y), color: layer.color }];
    const end = layer.kind === 'line' ? layer.points.at(-1) : undefined;
    return layer.kind === 'line' && layer.label && end ? [{ text: layer.label, at: y(end.y), color: layer.color }] : [];
  });
  wanted.sort((a, b) => a.at - b.at);
  const spacing = 14;
  let last = Number.NEGATIVE_INFINITY;
  const down = wanted.map((label) => {
    last = Math.max(label.at, last + spacing);
    return { ...label, at: last };
  });
  // What was pushed below the drawing pushes the rest up again.
  let next = plot.top + plot.height + spacing;
  return down
    .reverse()
    .map((label) => {
      next = Math.min(label.at, next - spacing);
      return { ...label, at: next };
    })
    .reverse();
}
