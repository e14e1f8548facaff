import { grouped } from '@stopover/statistics';
import { otherOver } from '../analysis/averaged-over.ts';
import type { Mark } from '../figures/marks.ts';
import { domainOf, type StripChart, type StripRow } from '../figures/strip-chart.ts';
import { isAwayFromZero, toneOf } from '../page/group-view.ts';
import { counted, score, withInterval } from '../page/words.ts';
import type { Compared, ComparedRow } from './compared.ts';
import { comparedName, comparedVerdict } from './compared-text.ts';

/** The differences of scores, mean over languages, a group a target: the second study minus the first. */
export function comparisonChart({ rows, margin, studies }: Compared): StripChart {
  const shown = rows.filter(({ language, quantity }) => language === null && quantity === 'score');
  const ticks = new Map(
    shown.map((row) => [row, rows.filter((one) => isOf(one, row)).map(({ estimate }) => estimate)]),
  );
  const groups = [...grouped(shown, comparedName)].map(([title, own]) => {
    const languages = own[0]?.languages ?? [];
    return {
      title,
      note: languages.join(', '),
      rows: own.map((row) => ({ ...rowOf(row, ticks.get(row) ?? []), note: othersOf(row, languages) })),
    };
  });
  return {
    name: 'differences',
    title: `${studies[1]} minus ${studies[0]}, points (mean over languages)`,
    alt: `Difference in points with 95 % interval. ${shown.map(inWords).join('; ')}.`,
    axis: 'points',
    columns: ['Difference [95 %]', 'First → second', 'Verdict'],
    domain: domainOf(
      groups.flatMap((group) => group.rows),
      [-margin, margin],
    ),
    zero: 0,
    zone: [-margin, margin],
    groups,
    key: `● the interval leaves out 0, ○ it does not. Short lines above: each language. Shaded: differences of at most ${counted(margin, 'point')}, the margin. Intervals are 95 %, not adjusted for the number of rows; verdicts are, by Holm’s method within a target.`,
    data: {
      columns: ['target', 'training', 'model', 'condition', 'first', 'second', 'difference', 'low', 'high', 'verdict'],
      rows: shown.map((row) => [
        ...[row.target, row.training, row.model, row.condition.name, row.first, row.second, row.estimate],
        ...[row.interval?.[0] ?? null, row.interval?.[1] ?? null, comparedVerdict(row)],
      ]),
    },
  };
}

/** Whether one is the other in a single language. */
const isOf = (one: ComparedRow, whole: ComparedRow): boolean =>
  one.language !== null &&
  one.quantity === whole.quantity &&
  comparedName(one) === comparedName(whole) &&
  one.models.join() === whole.models.join() &&
  one.condition.name === whole.condition.name;

/** The languages of a row, where they are not those that stand above it. */
function othersOf({ languages }: ComparedRow, above: readonly string[]): string {
  const counts = { seeds: 0, buckets: 0 };
  const others = otherOver({ languages, ...counts }, { languages: above, ...counts });
  return others === '' ? '' : `over ${others}`;
}

function rowOf(row: ComparedRow, languages: readonly number[]): StripRow {
  const { condition, estimate, interval, first, second, verdict } = row;
  const marks: readonly Mark[] = [
    ...languages.map((at): Mark => ({ kind: 'tick', at })),
    ...(interval ? [{ kind: 'interval', low: interval[0], high: interval[1], color: 'stop' } as const] : []),
    { kind: 'point', at: estimate, color: 'stop', filled: isAwayFromZero(interval), shape: 'circle' },
  ];
  return {
    label: condition.name,
    marks,
    cells: [
      { text: withInterval(estimate, interval) },
      { text: `${score(first)} → ${score(second)}` },
      { text: comparedVerdict(row), verdict: verdict === 'the same runs' ? undefined : toneOf(verdict) },
    ],
  };
}

const inWords = (row: ComparedRow): string =>
  `${comparedName(row)}, ${row.condition.name}: ${withInterval(row.estimate, row.interval)}, ${comparedVerdict(row)}`;
