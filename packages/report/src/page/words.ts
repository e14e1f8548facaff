import type { ShotCount, ShotEquivalent } from './analysis.ts';
import type { Interval } from './statistics/summary.ts';

/** A score with one decimal and a real minus sign; a dash where there is none. */
export function score(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : tidy(value);
}

/** A difference with its sign: `+0.4`, `−0.4`, `0.0`. */
export function signed(value: number): string {
  const text = tidy(value);
  return value > 0 && text !== '0.0' ? `+${text}` : text;
}

const tidy = (value: number) =>
  value
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');

/** `[−1.2, 0.5]`; nothing where there is no interval. */
export function interval(ends: Interval | null): string {
  return ends ? `[${tidy(ends[0])}, ${tidy(ends[1])}]` : '';
}

/** `p < 0.001`, `p = 0.04`; a dash where there is no test. */
export function probability(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(p < 0.1 ? 3 : 2);
}

/** `1 seed`, `3 seeds`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** `fewer than 10`, `about 140`, `more than 500`. */
export const shotCount = ({ relation, shots }: ShotCount): string => `${relation} ${shots.toLocaleString('en-US')}`;

/** `about 140 examples [fewer than 10, 300]`; the interval only where it says more. */
export function equivalentInWords({ count, interval }: ShotEquivalent): string {
  const ends = interval?.map((end) => shotCount(end).replace(/^about /, ''));
  const value = `${shotCount(count)} ${count.shots === 1 ? 'example' : 'examples'}`;
  return !ends || (ends[0] === ends[1] && ends[0] === shotCount(count)) ? value : `${value} [${ends.join(', ')}]`;
}
