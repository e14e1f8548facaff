import type { EffectRow } from '../analysis/analysed.ts';
import { type GroupView, isAwayFromZero, macroEffects, type ReportView } from '../page/group-view.ts';
import { type Html, html } from '../page/html.ts';
import { interval, signed, withInterval } from '../page/words.ts';
import { type Figure, px, textWidth } from './figure.ts';
import { color } from './palette.ts';

/** An intermediate on a target. */
export interface HeatCell {
  readonly group: GroupView;
  readonly intermediate: string;
  readonly effect: EffectRow | null;
}

/** Points at which the colour is full. */
const full = 5;

/** Intermediates × targets: a row an intermediate. */
export function heatCells({ groups, analysis }: ReportView): readonly (readonly HeatCell[])[] {
  const stops = analysis.study.intermediates.filter((name) => name !== 'none');
  const rows = stops.map((intermediate) =>
    groups.map((group) => ({
      group,
      intermediate,
      effect:
        macroEffects(group).find(
          ({ role, againstRole, condition }) =>
            role === 'intermediate' && againstRole === 'baseline' && condition.intermediate === intermediate,
        ) ?? null,
    })),
  );
  return rows.filter((row) => row.some(({ effect }) => effect));
}

/** How strong the colour of a gain is, −1 to 1; 0, and so white, where the interval holds 0. */
export function heatOf({ effect, group }: HeatCell): number {
  if (!effect || !isAwayFromZero(effect.interval)) return 0;
  return Math.max(-1, Math.min(1, (group.upwards * effect.estimate) / full));
}

const step = { width: 128, height: 48 } as const;

/** The cells as a drawing. Null where there is no intermediate. */
export function heatmapFigure(view: ReportView): Figure | null {
  const rows = heatCells(view);
  const [first] = rows;
  if (!first) return null;
  const wide = Math.max(step.width, ...first.map(({ group }) => textWidth(group.title) + 12));
  const left = 16 + Math.max(...rows.map(([cell]) => textWidth(cell?.intermediate ?? '')));
  const cells = rows.flatMap((row, i) =>
    row.map((cell, j) => drawCell(cell, left + 12 + j * wide, 34 + i * step.height, wide)),
  );
  const body = html`${first.map(({ group }, j) => html`<text x="${px(left + 12 + (j + 0.5) * wide)}" y="22" text-anchor="middle" font-weight="600" fill="${color('ink')}">${group.title}</text>`)}
${rows.map(([cell], i) => html`<text x="${left}" y="${34 + (i + 0.5) * step.height + 4}" text-anchor="end" fill="${color('ink')}">${cell?.intermediate ?? ''}</text>`)}${cells}
<text x="12" y="${34 + rows.length * step.height + 22}" font-size="11" fill="${color('quiet')}">${heatKey}</text>`;
  return {
    name: 'intermediates',
    title: 'What each intermediate task is worth on each target, points',
    alt: rows
      .flat()
      .map(
        ({ group, intermediate, effect }) =>
          `${intermediate} on ${group.title}: ${effect ? withInterval(effect.estimate, effect.interval) : 'no result'}`,
      )
      .join('; '),
    width: Math.max(Math.ceil(left + 24 + first.length * wide), textWidth(heatKey, 11) + 24),
    height: 34 + rows.length * step.height + 34,
    body,
    data: {
      columns: ['intermediate', 'target', 'estimate', 'low', 'high'],
      rows: rows
        .flat()
        .map(({ group, intermediate, effect }) => [
          ...[intermediate, group.title, effect?.estimate ?? null],
          ...[effect?.interval?.[0] ?? null, effect?.interval?.[1] ?? null],
        ]),
    },
  };
}

/** What the colours say. */
export const heatKey = `Blue: a gain, orange: a loss, full at ${full} points; white where the interval holds 0.`;

function drawCell(cell: HeatCell, x: number, y: number, width: number): Html {
  const { effect } = cell;
  const heat = heatOf(cell);
  return html`<rect x="${px(x + 2)}" y="${y + 2}" width="${px(width - 4)}" height="${step.height - 4}" fill="${color(heat === 0 ? 'paper' : heat > 0 ? 'stop' : 'shots')}" fill-opacity="${heat === 0 ? 1 : px(0.1 + 0.4 * Math.abs(heat))}" stroke="${color('line')}"/><text x="${px(x + width / 2)}" y="${y + 21}" text-anchor="middle" font-size="14" fill="${color('ink')}">${effect ? signed(effect.estimate) : 'no result'}</text><text x="${px(x + width / 2)}" y="${y + 37}" text-anchor="middle" font-size="11" fill="${color('ink')}">${interval(effect?.interval ?? null)}</text>
`;
}
