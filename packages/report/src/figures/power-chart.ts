import { meanOver } from '../analysis/averaged-over.ts';
import type { ReportView } from '../page/group-view.ts';
import { counted, score } from '../page/words.ts';
import { lineColor } from './palette.ts';
import type { XYChart } from './xy-chart.ts';

/** The smallest effect that other numbers of seeds would find, a line a target: of the one difference it is named after. Null where it is not known. */
export function powerChart({ groups, analysis }: ReportView): XYChart | null {
  const all = groups.flatMap(({ title, power }) =>
    power.map((one) => ({ title, named: `${title}: ${one.condition.name}`, ...one })),
  );
  if (all.length === 0) return null;
  const seeds = analysis.study.seeds.length;
  return {
    name: 'detectable-effect',
    title: 'Smallest true gain over zero-shot that is found with 80 % probability, of the condition named at each line',
    alt: all
      .map(
        ({ title, condition, against, languages, detectable }) =>
          `${title}, ${condition.name} minus ${against.name}, ${meanOver(languages)}: ${detectable.map((one) => `${counted(one.seeds, 'seed')} ${score(one.effect)} points`).join(', ')}`,
      )
      .join('; '),
    data: {
      columns: [
        'target',
        'condition',
        'against',
        'languages',
        'seeds',
        'detectable_effect',
        'seed_deviation',
        'item_error',
      ],
      rows: all.flatMap(({ title, condition, against, languages, detectable, seedDeviation, itemError }) =>
        detectable.map((one) => [
          ...[title, condition.name, against.name, languages.join(' ')],
          ...[one.seeds, one.effect, seedDeviation, itemError],
        ]),
      ),
    },
    layers: all.flatMap(({ named, detectable }, i) => {
      const points = detectable.map((one) => ({ x: one.seeds, y: one.effect }));
      const color = lineColor(i);
      return [
        { kind: 'line', points, color, label: named } as const,
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
