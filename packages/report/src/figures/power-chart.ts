import type { ReportView } from '../page/group-view.ts';
import { counted, score } from '../page/words.ts';
import { lineColor } from './palette.ts';
import type { XYChart } from './xy-chart.ts';

/** The smallest effect that other numbers of seeds would find, a line a target. Null where it is not known. */
export function powerChart({ groups, analysis }: ReportView): XYChart | null {
  const all = groups.flatMap(({ title, power }) => power.map((one) => ({ title, ...one })));
  if (all.length === 0) return null;
  const seeds = analysis.study.seeds.length;
  return {
    name: 'detectable-effect',
    title: 'Smallest true difference to zero-shot that is found with 80 % probability',
    alt: all
      .map(
        ({ title, detectable }) =>
          `${title}: ${detectable.map((one) => `${counted(one.seeds, 'seed')} ${score(one.effect)} points`).join(', ')}`,
      )
      .join('; '),
    data: {
      columns: ['target', 'seeds', 'detectable_effect', 'seed_deviation', 'item_error'],
      rows: all.flatMap(({ title, detectable, seedDeviation, itemError }) =>
        detectable.map((one) => [title, one.seeds, one.effect, seedDeviation, itemError]),
      ),
    },
    layers: all.flatMap(({ title, detectable }, i) => {
      const points = detectable.map((one) => ({ x: one.seeds, y: one.effect }));
      const color = lineColor(i);
      return [
        { kind: 'line', points, color, label: title } as const,
        { kind: 'dots', points: points.filter(({ x }) => x !== seeds), color } as const,
        { kind: 'dots', points: points.filter(({ x }) => x === seeds), color, filled: true } as const,
      ];
    }),
    x: {
      title: `seeds (filled: the ${seeds} of this study)`,
      kind: 'linear',
      ticks: all[0]?.detectable.map((one) => one.seeds) ?? [],
    },
    y: { title: 'detectable effect, points', include: [0] },
  };
}
