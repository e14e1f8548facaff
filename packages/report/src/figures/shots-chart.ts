import { grouped } from '@stopover/statistics';
import type { ShotCurve, ShotEquivalent } from '../analysis/analysed.ts';
import { meanOver, sameLanguages } from '../analysis/averaged-over.ts';
import type { GroupView } from '../page/group-view.ts';
import { counted, withInterval } from '../page/words.ts';
import type { DataTable } from './figure.ts';
import { lineColor, type Role } from './palette.ts';
import { signedTick } from './strip-chart.ts';
import type { Layer, XYChart } from './xy-chart.ts';

/** A target's gain over zero-shot against the number of examples, with the levels of the intermediates. Null without examples. */
export function shotsChart(group: GroupView, language: string | null = null): XYChart | null {
  const curves = group.curves.filter((curve) => curve.language === language && curve.points.length > 0);
  const [first] = curves;
  if (!first) return null;
  // An intermediate stands in the figure once, whatever curves it is looked up on.
  const equivalents = [
    ...grouped(
      group.equivalents.filter((one) => one.language === language),
      ({ intermediate }) => intermediate,
    ).values(),
  ].flatMap(([one]) => one ?? []);
  const best = group.best[0]?.intermediate ?? equivalents[0]?.intermediate;
  // Its level may be over fewer languages than the curve that it is drawn beside.
  const named = (one: ShotEquivalent) =>
    sameLanguages(one, first) ? one.intermediate : `${one.intermediate} (${counted(one.languages.length, 'language')})`;
  const where = language === null ? meanOver(first.languages) : language;
  return {
    name: `examples-${group.slug}${language === null ? '' : `-${language}`}`,
    title: `${group.title}: gain over zero-shot against number of target-language examples (${where})`,
    alt: `Gain over zero-shot on ${group.title}, ${where}, in points. ${[...curves.map(curveInWords), ...equivalents.map((one) => `${named(one)} without examples: ${withInterval(one.gain, one.gainInterval)}`)].join('; ')}.`,
    data: dataOf(curves, equivalents),
    layers: [
      ...equivalents
        .filter(({ intermediate }) => intermediate !== best)
        .map((one): Layer => ({ kind: 'level', y: one.gain, band: null, color: 'placebo', label: named(one) })),
      ...equivalents
        .filter(({ intermediate }) => intermediate === best)
        .map(
          (one): Layer => ({
            kind: 'level',
            y: one.gain,
            band: one.gainInterval,
            color: 'stop',
            label: named(one),
          }),
        ),
      ...curves.flatMap((curve, i) => curveLayers(curve, i, curves.length)),
    ],
    x: {
      title: 'target-language examples (logarithmic, with 0)',
      kind: 'log',
      ticks: [0, ...new Set(curves.flatMap(({ points }) => points.map(({ shots }) => shots)))].sort((a, b) => a - b),
    },
    y: {
      title: `gain over zero-shot, points (${language ?? `mean of ${inFull(first.languages)}`})`,
      format: signedTick,
      include: [0],
    },
    zero: true,
  };
}

/** The colour of a curve: sequential and joint examples are told apart by it and by the name at their end. */
const curveColor = (index: number): Role => (index === 0 ? 'shots' : lineColor(index + 1));

function curveLayers({ arm, points }: ShotCurve, index: number, several: number): Layer[] {
  const color = curveColor(index);
  const gains = [{ x: 0, y: 0 }, ...points.map(({ shots, gain }) => ({ x: shots, y: gain }))];
  const fitted = [{ x: 0, y: 0 }, ...points.map((point) => ({ x: point.shots, y: point.fitted }))];
  const known = points.flatMap(({ shots, interval }) =>
    interval ? [{ x: shots, low: interval[0], high: interval[1] }] : [],
  );
  return [
    { kind: 'band', points: [{ x: 0, low: 0, high: 0 }, ...known], color },
    { kind: 'line', points: fitted, color, dashed: true },
    { kind: 'line', points: gains, color, label: several > 1 ? arm : 'examples' },
    {
      kind: 'dots',
      points: points.flatMap(({ shots, runs }) => runs.map(({ gain }) => ({ x: shots, y: gain }))),
      color,
      small: true,
    },
    { kind: 'dots', points: gains.slice(1), color, filled: index === 0 },
  ];
}

/** A few languages by name. */
const inFull = (languages: readonly string[]): string =>
  languages.length > 6 ? counted(languages.length, 'language') : languages.join(', ');

const curveInWords = ({ arm, points }: ShotCurve): string =>
  `${arm}: ${points.map(({ shots, gain, interval }) => `${counted(shots, 'example')} ${withInterval(gain, interval)}`).join(', ')}`;

function dataOf(curves: readonly ShotCurve[], equivalents: readonly ShotEquivalent[]): DataTable {
  const columns = ['kind', 'name', 'shots', 'seed', 'bucket', 'gain', 'low', 'high', 'fitted'];
  return {
    columns,
    rows: [
      ...equivalents.map(({ intermediate, gain, gainInterval: ends }) => [
        ...['intermediate', intermediate, 0, null, null, gain],
        ...[ends?.[0] ?? null, ends?.[1] ?? null, null],
      ]),
      ...curves.flatMap(({ arm, points }) =>
        points.flatMap(({ shots, gain, interval, fitted, runs }) => [
          ['mean', arm, shots, null, null, gain, interval?.[0] ?? null, interval?.[1] ?? null, fitted],
          ...runs.map((run) => ['run', arm, shots, run.seed, run.bucket, run.gain, null, null, null]),
        ]),
      ),
    ],
  };
}
