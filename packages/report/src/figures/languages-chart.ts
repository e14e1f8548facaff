import type { Spread } from '../analysis/analysed.ts';
import { type GroupView, isAwayFromZero } from '../page/group-view.ts';
import { score, signed, withInterval } from '../page/words.ts';
import { domainOf, type StripChart, type StripRow } from './strip-chart.ts';

/** The axis that all charts of a target share, so that they can be compared. */
function languagesDomain({ spreads }: GroupView): [number, number] {
  return domainOf(
    spreads.flatMap((spread) => rowsOf(spread, 'stop')),
    [0],
  );
}

/** A contrast in each language, the one that the baseline knows best first: as measured and shrunken. */
export function languagesChart(group: GroupView, spread: Spread, index: number): StripChart {
  const { condition, against } = spread;
  const color = condition.shots > 0 ? 'shots' : 'stop';
  const rows = rowsOf(spread, color);
  return {
    name: `languages-${group.slug}-${index + 1}`,
    title: `${condition.name} minus ${against.name} on ${group.title}, by language`,
    alt: `${condition.name} minus ${against.name} on ${group.title}, in points. ${[...rows].map(({ label, cells }) => `${label}: ${cells[0]?.text ?? ''}`).join('; ')}. τ ${score(spread.tau)}.`,
    axis: 'points',
    columns: ['Gain [95 %]', 'Shrunken'],
    domain: languagesDomain(group),
    zero: 0,
    zone: null,
    ticks: 3,
    groups: [{ title: '', rows }],
    key: '',
    data: {
      columns: ['language', 'baseline', 'estimate', 'low', 'high', 'shrunken'],
      rows: [
        ...spread.languages.map((one) => [
          one.language,
          one.baseline,
          one.estimate,
          one.interval?.[0] ?? null,
          one.interval?.[1] ?? null,
          one.shrunken,
        ]),
        ...intervalRows(spread),
      ],
    },
  };
}

const intervalRows = ({ likeThese, newLanguage }: Spread): (string | number | null)[][] => [
  ...(likeThese ? [['languages like these', null, null, ...likeThese, null]] : []),
  ...(newLanguage ? [['a new language', null, null, ...newLanguage, null]] : []),
];

function rowsOf({ languages, likeThese, newLanguage }: Spread, color: 'stop' | 'shots'): StripRow[] {
  const range = (label: string, ends: readonly [number, number] | null): StripRow[] =>
    ends
      ? [
          {
            label,
            minor: true,
            marks: [{ kind: 'interval', low: ends[0], high: ends[1], color: 'placebo' }],
            cells: [{ text: `[${score(ends[0])}, ${score(ends[1])}]` }, { text: '' }],
          },
        ]
      : [];
  return [
    ...languages.map(
      ({ language, baseline, estimate, interval, shrunken }): StripRow => ({
        label: language,
        note: score(baseline),
        marks: [
          ...(interval ? [{ kind: 'interval', low: interval[0], high: interval[1], color } as const] : []),
          { kind: 'point', at: estimate, color, filled: isAwayFromZero(interval) },
          { kind: 'cross', at: shrunken, color: 'ink' },
        ],
        cells: [{ text: withInterval(estimate, interval) }, { text: signed(shrunken) }],
      }),
    ),
    ...range('languages like these', likeThese),
    ...range('a new language', newLanguage),
  ];
}
