import type { ShotEquivalent } from '../analysis/analysed.ts';
import type { GroupView } from '../page/group-view.ts';
import type { StripChart } from './strip-chart.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Where each intermediate lies on the curve of examples, as three shares of a bar. Null without curve or intermediate. */
export function equivalentsChart(group: GroupView): StripChart | null {
  // Without any error that is known there are no probabilities.
  const own = group.equivalents.filter(({ language, gainInterval }) => language === null && gainInterval !== null);
  const [first] = own;
  if (!first) return null;
  const several = new Set(own.map(({ arm }) => arm)).size > 1;
  const [few, many] = endsOf(first);
  // Curves may have been measured at other numbers of examples: each then says which.
  const alike = own.every((one) => endsOf(one).join() === `${few},${many}`);
  const labelOf = (one: ShotEquivalent) =>
    `${nameOf(one, several)}${alike ? '' : `, ${endsOf(one).join(' to ')} examples`}`;
  return {
    name: `equivalents-${group.slug}`,
    title: `${group.title}: what an intermediate task equals in examples`,
    alt: own
      .map(
        (one) =>
          `${nameOf(one, several)}: ${sharesOf(one)
            .map((share, i) => `${rangesOf(one)[i]} examples ${percent(share)}`)
            .join(', ')}`,
      )
      .join('; '),
    axis: 'probability',
    columns: ['below · between · above'],
    domain: [0, 1],
    ticks: 2,
    zero: null,
    zone: null,
    groups: [
      {
        title: '',
        rows: own.map((one) => ({
          label: labelOf(one),
          marks: barsOf(sharesOf(one)),
          cells: [{ text: sharesOf(one).map(percent).join(' · ') }],
        })),
      },
    ],
    key: `From left to right: equals ${alike ? `fewer than ${few} examples (faint orange), between ${few} and ${many} (blue), more than ${many} (grey)` : 'fewer examples than the first number beside its name (faint orange), as many as between the two (blue), more than the second (grey)'}. A number is given where the middle has at least 80 %, the interval of the intermediate task’s own gain lies above 0 and no number of examples harms.`,
    data: {
      columns: [
        'intermediate',
        'arm',
        'answer',
        'shots',
        'low',
        'high',
        'p_below',
        'p_between',
        'p_above',
        'p_without',
      ],
      rows: own.map((one) => [
        ...[one.intermediate, one.arm, one.answer, one.shots, one.interval?.[0] ?? null, one.interval?.[1] ?? null],
        ...[...sharesOf(one), one.probabilities.without],
      ]),
    },
    format: percent,
  };
}

/** The fewest and the most examples of its curve. */
const endsOf = ({ smallest, largest }: ShotEquivalent): readonly string[] =>
  [smallest, largest].map((shots) => shots.toLocaleString('en-US'));

function rangesOf(one: ShotEquivalent): readonly string[] {
  const [few, many] = endsOf(one);
  return [`fewer than ${few}`, `${few} to ${many}`, `more than ${many}`];
}

const nameOf = ({ intermediate, arm }: ShotEquivalent, several: boolean): string =>
  several ? `${intermediate} (${arm})` : intermediate;

const sharesOf = ({ probabilities: { below, between, above } }: ShotEquivalent): readonly number[] => [
  below,
  between,
  above,
];

/** Bars end to end. */
export function barsOf(shares: readonly number[]): StripChart['groups'][number]['rows'][number]['marks'] {
  let from = 0;
  return shares.map((share, i) => {
    const start = from;
    from += share;
    return {
      kind: 'bar',
      from: start,
      to: from,
      color: (['shots', 'stop', 'placebo'] as const)[i] ?? 'placebo',
      faint: i !== 1,
    };
  });
}
