import { grouped, mean } from '@stopover/statistics';
import { isSwept, type LayerSummary } from '@stopover/study';
import { lineColor } from './palette.ts';
import type { XYChart } from './xy-chart.ts';

/** Scores by layer of the targets that were swept, a line a way of pooling. Null without a sweep. */
export function layersChart(layers: readonly LayerSummary[], target: string, slug: string): XYChart | null {
  const swept = layers.filter((one) => one.target === target && isSwept(one));
  if (swept.length === 0) return null;
  const lines = [...grouped(swept, ({ title }) => withoutSeed(title))].map(([title, own]) => ({
    title,
    points: [...new Set(own.flatMap(({ scores }) => Object.keys(scores)))]
      .map((layer) => ({ x: Number(layer), y: mean(own.flatMap(({ scores }) => scores[layer] ?? [])) }))
      // A layer that no seed has a score of has no place in a line.
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => a.x - b.x),
    chosen: new Set(own.map(({ layer }) => layer)),
  }));
  const ticks = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return {
    name: `layers-${slug}`,
    title: `${target}: score by layer`,
    alt: lines
      .map(({ title, points }) => `${title}: ${points.map(({ x, y }) => `layer ${x} ${y.toFixed(1)}`).join(', ')}`)
      .join('; '),
    data: {
      columns: ['condition', 'layer', 'score', 'scored'],
      rows: lines.flatMap(({ title, points, chosen }) =>
        points.map(({ x, y }) => [title, x, y, chosen.has(x) ? 'yes' : 'no']),
      ),
    },
    layers: lines.flatMap(({ title, points, chosen }, i) => [
      { kind: 'line', points, color: lineColor(i), label: title } as const,
      { kind: 'dots', points: points.filter(({ x }) => chosen.has(x)), color: lineColor(i), filled: true } as const,
    ]),
    x: { title: 'layer (filled: the one that is scored)', kind: 'linear', ticks },
    y: { title: 'score, mean over languages' },
  };
}

/** Stages of different seeds are one line. */
const withoutSeed = (title: string): string => title.replace(/,? seed \d+/, '');
