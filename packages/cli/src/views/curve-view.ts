/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** How large a curve is drawn, in letters, without its axes. */
export interface CurveSize {
  readonly width: number;
  readonly height: number;
}

/** What stands where a letter has these dots; a letter of braille is two dots wide and four high. */
const braille = 0x2800;
const bits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** A curve as lines of text, with its axes: of points in the order of x, at least two of them at different places. */
export function curveLines(points: readonly CurvePoint[], size: CurveSize, axis: string): readonly string[] {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right] = [least(xs), greatest(xs)];
  const [low, high] = withRoom(least(ys), greatest(ys));
  const columns = 2 * size.width - 1;
  const rows = 4 * size.height - 1;
  const cells = Array.from({ length: size.height }, () => new Uint8Array(size.width));
  const set = (column: number, row: number) => {
    const cell = cells[row >> 2];
    const bit = bits[column & 1 ? 1 : 0][row & 3];
    if (cell && bit !== undefined) cell[column >> 1] = (cell[column >> 1] ?? 0) | bit;
  };
  const places = points.map(({ x, y }) => ({
    column: Math.round(((x - left) / (right - left || 1)) * columns),
    row: Math.round(((high - y) / (high - low)) * rows),
  }));
  for (const [i, to] of places.entries()) drawTo(places[i - 1] ?? to, to, set);
  const names = namesOf(least(ys), greatest(ys), size.height);
  const margin = Math.max(...names.map((name) => name.length));
  const drawn = cells.map((cell, i) => {
    const dots = [...cell].map((dot) => (dot === 0 ? ' ' : String.fromCodePoint(braille + dot)));
    return `${(names[i] ?? '').padStart(margin)} ┤${dots.join('')}`.trimEnd();
  });
  const [first, last] = [whole(left), `${axis} ${whole(right)}`];
  const gap = ' '.repeat(Math.max(1, size.width - first.length - last.length));
  const pad = ' '.repeat(margin + 1);
  return [...drawn, `${pad}└${'─'.repeat(size.width)}`, `${pad} ${first}${gap}${last}`];
}

/** What stands before each line of a drawing: its highest and its lowest value, or in the middle the only one. */
function namesOf(low: number, high: number, height: number): readonly string[] {
  // Three digits of what they differ by.
  const decimals = Math.min(9, Math.max(0, 2 - Math.floor(Math.log10(high > low ? high - low : Math.abs(high) || 1))));
  const name = (value: number) => (Math.abs(value) < 1e5 ? value.toFixed(decimals) : value.toExponential(2));
  const names = Array.from({ length: height }, () => '');
  if (high > low) {
    names[0] = name(high);
    names[height - 1] = name(low);
  } else names[Math.floor(height / 2)] = name(high);
  return names;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Dots on the line from one place to another, both included. */
function drawTo(from: Place, to: Place, set: (column: number, row: number) => void): void {
  const steps = Math.max(Math.abs(to.column - from.column), Math.abs(to.row - from.row), 1);
  for (let i = 0; i <= steps; i++) {
    const at = (a: number, b: number) => Math.round(a + ((b - a) * i) / steps);
    set(at(from.column, to.column), at(from.row, to.row));
  }
}

interface Place {
  readonly column: number;
  readonly row: number;
}

// Not `Math.min(...values)`: a long training has more points than a call has arguments.
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const greatest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** The ends of an axis: a flat curve stands in its middle. */
const withRoom = (low: number, high: number): readonly [number, number] =>
  high > low ? [low, high] : [low - 1, high + 1];
