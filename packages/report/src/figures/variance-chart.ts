import type { EffectRow } from '../analysis/analysed.ts';
import { groupName } from '../analysis/group-name.ts';
import { macroEffects, type ReportView } from '../page/group-view.ts';
import { score } from '../page/words.ts';
import { barsOf } from './equivalents-chart.ts';
import type { StripChart } from './strip-chart.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Where the uncertainty of each gain comes from, as shares of a bar. Null where it is not known. */
export function varianceChart({ groups }: ReportView): StripChart | null {
  const parts = groups
    .map((group) => ({
      group,
      rows: macroEffects(group).filter((row) => row.againstRole === 'baseline' && row.role !== 'other' && row.variance),
    }))
    .filter(({ rows }) => rows.length > 0);
  if (parts.length === 0) return null;
  const all = parts.flatMap(({ rows }) => rows);
  return {
    name: 'variance',
    title: 'Where the uncertainty of a gain comes from',
    alt: all
      .map(
        (row) =>
          `${groupName(row)}, ${row.condition.name}: ${sharesOf(row)
            .map((share, i) => `${names[i]} ${percent(share)}`)
            .join(', ')}`,
      )
      .join('; '),
    axis: 'share of the variance',
    columns: ['Seeds', 'Items', 'Draws', 'Detectable'],
    domain: [0, 1],
    ticks: 4,
    zero: null,
    zone: null,
    groups: parts.map(({ group, rows }) => ({
      title: group.title,
      rows: rows.map((row) => ({
        label: row.condition.name,
        marks: barsOf(sharesOf(row)),
        cells: [
          ...sharesOf(row).map((share) => ({ text: percent(share) })),
          { text: row.mde === null ? '–' : `${score(row.mde)} points` },
        ],
      })),
    })),
    key: 'From left to right: seeds (faint orange), test items (blue), draws of shots (grey). More seeds narrow the first part, more test items the second. Detectable: the true difference that this study would have found with 80 % probability.',
    data: {
      columns: ['target', 'condition', 'seeds', 'items', 'draws', 'detectable_effect'],
      rows: all.map((row) => [groupName(row), row.condition.name, ...sharesOf(row), row.mde]),
    },
    format: percent,
  };
}

const names = ['seeds', 'items', 'draws'];

const sharesOf = ({ variance }: EffectRow): readonly number[] =>
  variance ? [variance.seeds, variance.items, variance.draws] : [];
