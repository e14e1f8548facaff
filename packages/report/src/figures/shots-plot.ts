import type { TopLevelSpec } from 'vega-lite';
import type { Curve } from '../analysis.ts';

const seriesColors = [
  'var(--s1)',
  'var(--s2)',
  'var(--s3)',
  'var(--s4)',
  'var(--s5)',
  'var(--s6)',
  'var(--s7)',
  'var(--s8)',
];
const seriesShapes = [
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
  'circle',
];

/**
 * Score against number of target-language examples, a line an intermediate with its interval; dashed, the level that
 * the intermediate reaches without any: where the line of direct training crosses it is the shot-equivalent.
 */
export function shotsPlot(curves: readonly Curve[], metric: string, upwards: 1 | -1): TopLevelSpec {
  const { lines, bands, levels } = dataOf(curves, markedOf(curves, upwards));
  const { color, shape } = seriesOf(curves);
  const x = shotsAxis([...new Set(lines.map(({ shots }) => shots))].sort((a, b) => a - b));
  const y = {
    field: 'mean',
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title: metric, tickCount: 6, domain: false, ticks: false, labelPadding: 10 },
  };
  return {
    width: 320,
    height: 250,
    layer: [
      {
        data: { values: bands },
        mark: { type: 'area', opacity: 0.1 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      { data: { values: levels }, mark: { type: 'rule', strokeDash: [3, 4], opacity: 0.75 }, encoding: { y, color } },
      { data: { values: lines }, mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y, color } },
      {
        data: { values: lines },
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { x, y, color, shape },
      },
    ],
  };
}

const nameOf = ({ intermediate }: Curve) => (intermediate === 'none' ? 'no stopover' : intermediate);

/** The rows of the layers; bands and levels only of the marked lines. */
function dataOf(curves: readonly Curve[], marked: ReadonlySet<string>) {
  const lines = curves.flatMap((curve) =>
    curve.points.map(({ shots, mean, interval }) => ({
      line: nameOf(curve),
      stop: curve.intermediate,
      shots,
      mean,
      low: interval?.[0],
      high: interval?.[1],
    })),
  );
  return {
    lines,
    bands: lines.filter(({ low, stop }) => low !== undefined && marked.has(stop)),
    levels: lines.filter(({ shots, stop }) => shots === 0 && stop !== 'none' && marked.has(stop)),
  };
}

/** A colour and a shape for each line; direct training has the ink's, so that it stands out. */
function seriesOf(curves: readonly Curve[]) {
  const stops = curves.map(({ intermediate }) => intermediate).filter((name) => name !== 'none');
  const cycle = (list: readonly string[], none: string) =>
    curves.map(({ intermediate }) =>
      intermediate === 'none' ? none : (list[stops.indexOf(intermediate) % list.length] ?? none),
    );
  // The bands are faint, and a legend takes over the faintness unless told not to.
  const legend = { orient: 'bottom' as const, columns: 2, title: null, symbolOpacity: 1, offset: 6 };
  const channel = (range: string[]) => ({
    field: 'line',
    type: 'nominal' as const,
    scale: { domain: curves.map(nameOf), range },
    legend,
  });
  return { color: channel(cycle(seriesColors, 'var(--ink)')), shape: channel(cycle(seriesShapes, 'circle')) };
}

/** log(1 + x / c): a logarithmic axis that has a 0, which stands some way before the fewest examples. */
function shotsAxis(shots: readonly number[]) {
  const constant = Math.max(1, (shots.find((k) => k > 0) ?? 1) / 4);
  return {
    field: 'shots',
    type: 'quantitative' as const,
    scale: { type: 'symlog' as const, constant },
    axis: {
      title: 'target-language examples',
      values: [...shots],
      grid: false,
      format: ',d',
      labelFlush: false,
      offset: 6,
    },
  };
}

/** The lines that get a band and a level: all of a few; of many only direct training and the best without examples. */
function markedOf(curves: readonly Curve[], upwards: 1 | -1): ReadonlySet<string> {
  if (curves.length <= 4) return new Set(curves.map(({ intermediate }) => intermediate));
  const start = ({ points }: Curve) => {
    const first = points.find(({ shots }) => shots === 0);
    return first ? upwards * first.mean : Number.NEGATIVE_INFINITY;
  };
  const [best] = curves.filter(({ intermediate }) => intermediate !== 'none').sort((a, b) => start(b) - start(a));
  return new Set(['none', best?.intermediate ?? 'none']);
}
