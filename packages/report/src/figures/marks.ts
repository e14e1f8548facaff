import { type Html, html } from '../page/html.ts';
import { px } from './figure.ts';
import { color, type Role } from './palette.ts';

/** Something drawn on a strip: at values of the strip's axis. */
export type Mark =
  /** A horizontal line; `thin` for the lesser of two. */
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly high: number;
      readonly color: Role;
      readonly thin?: boolean;
    }
  /** Filled where it says something, hollow where it does not. */
  | {
      readonly kind: 'point';
      readonly at: number;
      readonly color: Role;
      readonly filled: boolean;
      readonly shape?: 'circle' | 'diamond' | 'square';
    }
  /** A small circle below the line. */
  | { readonly kind: 'seed'; readonly at: number; readonly color: Role }
  /** A short upright line above the line. */
  | { readonly kind: 'tick'; readonly at: number }
  /** A small cross: something is wrong with it. */
  | { readonly kind: 'cross'; readonly at: number; readonly color: Role }
  /** A dot on the line, see-through. */
  | { readonly kind: 'dot'; readonly at: number; readonly color: Role }
  /** At least this: a foot with an arrow away from it. */
  | { readonly kind: 'bound'; readonly at: number; readonly upwards: boolean; readonly color: Role }
  /** A part of a bar. */
  | { readonly kind: 'bar'; readonly from: number; readonly to: number; readonly color: Role; readonly faint?: boolean }
  /** A dashed upright line over the whole height. */
  | { readonly kind: 'rule'; readonly at: number };

/** Where a value lies, in pixels from the left. */
export type Place = (value: number) => number;

/** Height of a strip, and where its line is. */
export const stripHeight = 28;
const middle = 14;

/** One mark as SVG. */
export function drawMark(mark: Mark, x: Place): Html {
  switch (mark.kind) {
    case 'interval':
      return html`<path d="M${px(x(mark.low))} ${middle}H${px(x(mark.high))}" stroke="${color(mark.color)}" stroke-width="${mark.thin ? 1 : 2}"/>`;
    case 'point':
      return point(mark, x(mark.at));
    case 'seed':
      return html`<circle cx="${px(x(mark.at))}" cy="23" r="2.5" fill="none" stroke="${color(mark.color)}"/>`;
    case 'tick':
      return html`<path d="M${px(x(mark.at))} 2.5v5" stroke="${color('quiet')}" stroke-width="1.4"/>`;
    case 'cross':
      return html`<path d="M${px(x(mark.at) - 3.5)} ${middle - 3.5}l7 7m0 -7l-7 7" stroke="${color(mark.color)}" stroke-width="1.6"/>`;
    case 'dot':
      return html`<circle cx="${px(x(mark.at))}" cy="${middle}" r="3" fill="${color(mark.color)}" fill-opacity="0.35" stroke="${color(mark.color)}" stroke-width="0.8"/>`;
    case 'bound':
      return html`<path d="M${px(x(mark.at))} ${middle - 5}v10m0 -5h${mark.upwards ? 14 : -14}m${mark.upwards ? -4 : 4} -3l${mark.upwards ? 4 : -4} 3l${mark.upwards ? -4 : 4} 3" fill="none" stroke="${color(mark.color)}" stroke-width="1.4"/>`;
    case 'bar':
      return html`<rect x="${px(x(mark.from))}" y="7" width="${px(Math.max(0, x(mark.to) - x(mark.from)))}" height="14" fill="${color(mark.color)}" fill-opacity="${mark.faint ? 0.35 : 0.85}" stroke="${color('paper')}"/>`;
    case 'rule':
      return html`<path d="M${px(x(mark.at))} 0V${stripHeight}" stroke="${color('quiet')}" stroke-dasharray="3 3"/>`;
  }
}

function point({ color: role, filled, shape = 'circle' }: Extract<Mark, { kind: 'point' }>, at: number): Html {
  const fill = filled ? color(role) : color('paper');
  const stroke = html`fill="${fill}" stroke="${color(role)}" stroke-width="1.7"`;
  if (shape === 'circle') return html`<circle cx="${px(at)}" cy="${middle}" r="5" ${stroke}/>`;
  if (shape === 'square') return html`<rect x="${px(at - 4.5)}" y="${middle - 4.5}" width="9" height="9" ${stroke}/>`;
  return html`<path d="M${px(at)} ${middle - 6.2}l6.2 6.2l-6.2 6.2l-6.2 -6.2z" ${stroke}/>`;
}
