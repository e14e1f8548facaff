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
  const marked = markedOf(curves, upwards);
  const names = curves.map(({ intermediate }) => (intermediate === 'none' ? 'no stopover' : intermediate));
  const values = curves.flatMap(({ intermediate: stop, points }, i) =>
    points.map(({ shots, mean, interval }) => ({
      line: names[i],
      stop,
      shots,
      mean,
      low: interval?.[0],
      high: interval?.[1],
    })),
  );
  const shots = [...new Set(values.map((value) => value.shots))].sort((a, b) => a - b);
  const levels = curves.flatMap(({ intermediate, points }, i) => {
    const first = points.find((point) => point.shots === 0);
    return first && intermediate !== 'none' && marked.has(intermediate) ? [{ line: names[i], mean: first.mean }] : [];
  });
  const cycle = (list: readonly string[], none: string) => {
    const used = curves.filter(({ intermediate }) => intermediate !== 'none').map(({ intermediate }) => intermediate);
    return curves.map(({ intermediate }) =>
      intermediate === 'none' ? none : (list[used.indexOf(intermediate) % list.length] ?? none),
    );
  };
  const color = {
    field: 'line',
    type: 'nominal' as const,
    scale: { domain: names, range: cycle(seriesColors, 'var(--ink)') },
  };
  // The bands are faint, and a legend takes over the faintness unless told not to.
  const legend = { orient: 'bottom' as const, columns: 2, title: null, symbolOpacity: 1, offset: 6 };
  const y = {
    field: 'mean',
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title: metric, tickCount: 6, domain: false, ticks: false, labelPadding: 10 },
  };
  const x = {
    field: 'shots',
    type: 'quantitative' as const,
    // log(1 + x / c): a logarithmic axis that has a 0, which stands one step before the fewest examples.
    scale: { type: 'symlog' as const, constant: Math.max(1, (shots.find((k) => k > 0) ?? 1) / 4) },
    axis: { title: 'target-language examples', values: shots, grid: false, format: ',d', labelFlush: false, offset: 6 },
  };
  return {
    width: 320,
    height: 250,
    layer: [
      {
        data: { values: values.filter(({ low, stop }) => low !== undefined && marked.has(stop)) },
        mark: { type: 'area', opacity: 0.1 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: { ...color, legend } },
      },
      {
        data: { values: levels },
        mark: { type: 'rule', strokeDash: [3, 4], opacity: 0.75 },
        encoding: { y, color: { ...color, legend } },
      },
      { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y, color: { ...color, legend } } },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          x,
          y,
          color: { ...color, legend },
          shape: {
            field: 'line',
            type: 'nominal',
            scale: { domain: names, range: cycle(seriesShapes, 'circle') },
            legend,
          },
        },
      },
    ],
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
