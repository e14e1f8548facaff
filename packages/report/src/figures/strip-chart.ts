import { scaleLinear } from 'd3-scale';
import type { DataTable } from './figure.ts';
import type { Mark, Place } from './marks.ts';

/** A word or number at the right of a strip. */
export interface StripCell {
  readonly text: string;
  /** Said louder, and in the colour of a gain or a loss. */
  readonly verdict?: 'helps' | 'hurts' | undefined;
}

/** One line of a chart: a name, what is drawn, and the numbers. */
export interface StripRow {
  readonly label: string;
  /** Smaller, after the label. */
  readonly note?: string;
  /** Where the label leads. */
  readonly href?: string;
  readonly marks: readonly Mark[];
  readonly cells: readonly StripCell[];
  /** Grey and set in: it belongs to the row above. */
  readonly minor?: boolean;
}

/** Rows under a heading of their own. */
export interface StripGroup {
  readonly title: string;
  readonly note?: string;
  readonly rows: readonly StripRow[];
}

/** Rows of marks over one axis, with names at the left and numbers at the right: an HTML table and a drawing of it. */
export interface StripChart {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  /** What the axis counts. */
  readonly axis: string;
  /** Heads of the cells. */
  readonly columns: readonly string[];
  /** The ends of the axis; made round. */
  readonly domain: readonly [number, number];
  /** Where a line is drawn through all rows; null for none. */
  readonly zero: number | null;
  /** A range that is shaded: differences too small to matter. */
  readonly zone: readonly [number, number] | null;
  readonly groups: readonly StripGroup[];
  /** What the marks mean, below the drawing. */
  readonly key: string;
  readonly data: DataTable;
  readonly format?: (value: number) => string;
  /** About how many numbers the axis has; six without. */
  readonly ticks?: number;
}

/** Places and labels of an axis. */
export interface StripAxis {
  readonly place: Place;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** Pixels kept free at both ends of a strip, for marks that stand on its ends. */
const margin = 12;

/** The axis of a chart, on a strip so many pixels wide. */
export function axisOf({ domain, format = signedTick, ticks = 6 }: StripChart, width: number): StripAxis {
  const [low, high] = domain[0] === domain[1] ? [domain[0] - 1, domain[1] + 1] : domain;
  const scale = scaleLinear([low, high], [margin, width - margin]).nice(10);
  return { place: scale, ticks: scale.ticks(ticks).map((value) => ({ at: scale(value), label: format(value) })) };
}

/** `+4`, `0`, `−4`. */
export const signedTick = (value: number): string =>
  value === 0 ? '0' : `${value > 0 ? '+' : '−'}${Number(Math.abs(value).toPrecision(6)).toLocaleString('en-US')}`;

/** `40`, `62.5`. */
export const plainTick = (value: number): string => Number(value.toPrecision(6)).toLocaleString('en-US');

/** The ends of an axis that holds all marks of some rows, and more values. */
export function domainOf(rows: readonly StripRow[], more: readonly number[] = []): [number, number] {
  const values = [...more, ...rows.flatMap(({ marks }) => marks.flatMap(valuesOf))].filter(Number.isFinite);
  return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

function valuesOf(mark: Mark): number[] {
  if (mark.kind === 'interval') return [mark.low, mark.high];
  return mark.kind === 'bar' ? [mark.from, mark.to] : [mark.at];
}
