import type { TopLevelSpec } from 'vega-lite';
import type { Analysis, HeatmapCell } from '../analysis.ts';
import { overSeedsOnly, verdictOf } from '../answer.ts';
import { groupName } from '../conditions.ts';
import { upwardsOf } from '../summary-rows.ts';
import { interval, signed } from '../words.ts';

/** What each intermediate is worth on each target: colour by gain or loss, the number and its interval in the cell. */
export function heatmap(analysis: Analysis): TopLevelSpec {
  const { heatmap: cells } = analysis;
  const columns = [...new Set(cells.map(groupName))];
  const rows = [...new Set(cells.map(({ intermediate }) => intermediate))];
  // Room for the longest name up to a point; names are measured without a font, so the limit is generous.
  const step = Math.max(108, Math.min(180, 8 + 7 * Math.max(...columns.map((name) => name.length))));
  return {
    data: { values: valuesOf(analysis) },
    width: { step },
    height: { step: 54 },
    encoding: {
      x: {
        field: 'column',
        type: 'nominal',
        scale: { domain: columns, paddingInner: 0.04 },
        axis: {
          title: null,
          orient: 'top',
          labelAngle: 0,
          labelLimit: 1.6 * step,
          ticks: false,
          domain: false,
          labelPadding: 8,
        },
      },
      y: {
        field: 'row',
        type: 'nominal',
        scale: { domain: rows, paddingInner: 0.07 },
        axis: { title: null, ticks: false, domain: false, labelPadding: 8 },
      },
    },
    layer: [
      { mark: { type: 'rect', cornerRadius: 4 }, encoding: { color: { field: 'fill', type: 'nominal', scale: null } } },
      text('number', -7, 16),
      text('range', 12, 11),
    ],
  };
}

const text = (field: string, dy: number, fontSize: number) => ({
  mark: { type: 'text' as const, dy, fontSize, color: 'var(--ink)' },
  encoding: { text: { field, type: 'nominal' as const } },
});

/** What stands in each cell. */
function valuesOf(analysis: Analysis) {
  const { heatmap: cells } = analysis;
  // A scale of at least one point: differences of a tenth should not look like a triumph.
  const largest = Math.max(1, ...cells.map(({ difference }) => Math.abs(difference?.value ?? 0)));
  return cells.map((cell) => ({
    row: cell.intermediate,
    column: groupName(cell),
    fill: fillOf(cell, largest * upwardsOf(analysis, cell.target)),
    number: cell.difference ? signed(cell.difference.value) : 'no result',
    range: `${interval(cell.difference?.interval ?? null)}${cell.difference && overSeedsOnly(cell.difference) ? '*' : ''}`,
  }));
}

/** Mixed from the page's colours by size, 0 being the empty cell's. `largest` is negative where less is better. */
function fillOf({ difference }: HeatmapCell, largest: number): string {
  if (!difference) return 'var(--cell)';
  const share = difference.value / largest;
  const certain = verdictOf(difference) !== 'unclear';
  const percent = Math.round(Math.min(1, Math.abs(share)) * (certain ? 70 : 35));
  return `color-mix(in oklab, var(${share > 0 ? '--gain' : '--loss'}) ${percent}%, var(--cell))`;
}
