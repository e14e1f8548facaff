import type { TrainingCurve } from '@stopover/study';
import { type Html, html } from '../page/html.ts';
import { px } from './figure.ts';
import { color } from './palette.ts';

const [width, height, margin] = [132, 30, 4];

/** A curve as small as a line of a table: loss as a thin line, development scores as a thick one, a dot where a model was kept. */
export function curveSvg({ scores, losses, steps, kept, title }: TrainingCurve): Html {
  const x = (step: number) => px(margin + ((width - 2 * margin) * step) / Math.max(steps, 1));
  const lossHeight = heightOf(losses);
  const lossLine = losses.map((loss, i) => `${x(((i + 0.5) * steps) / losses.length)} ${lossHeight(loss)}`);
  const score = heightOf(scores.map((one) => one.score));
  const scoreLine = scores.map((one) => `${x(one.step)} ${score(one.score)}`);
  const chosen = scores.find(({ step }) => step === kept.step);
  const dots = scores.length === 1 && !chosen ? scores : [];
  return html`<svg class="curve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${altOf({ scores, losses, kept, title })}">${line(lossLine, 'placebo', 1)}${line(scoreLine, 'stop', 1.8)}${dots.map((one) => dot(x(one.step), score(one.score)))}${chosen ? dot(x(chosen.step), score(chosen.score)) : html`<path d="M${x(kept.step)} ${margin}V${height - margin}" stroke="${color('ink')}" stroke-dasharray="2 2"/>`}</svg>`;
}

const line = (points: readonly string[], role: 'placebo' | 'stop', stroke: number): Html | null =>
  points.length > 1
    ? html`<path d="M${points.join('L')}" fill="none" stroke="${color(role)}" stroke-width="${stroke}"/>`
    : null;

const dot = (x: number, y: number): Html => html`<circle cx="${x}" cy="${y}" r="3" fill="${color('ink')}"/>`;

/** From the least value at the bottom to the largest at the top; what never changes lies in the middle. */
function heightOf(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (value) =>
    px(low === high ? height / 2 : height - margin - ((height - 2 * margin) * (value - low)) / (high - low));
}

function altOf({ scores, losses, kept, title }: Pick<TrainingCurve, 'scores' | 'losses' | 'kept' | 'title'>): string {
  const [first, last] = [losses[0], losses.at(-1)];
  const loss = first === undefined || last === undefined ? '' : ` loss from ${first.toFixed(2)} to ${last.toFixed(2)};`;
  const scored = scores.map(({ step, score }) => `${score.toFixed(1)} at step ${step}`).join(', ');
  return `${title}:${loss} development score ${scored || 'not taken'}; kept step ${kept.step}`;
}
