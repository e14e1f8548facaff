import type { Interval } from '@stopover/statistics';

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

/** `0.97`; never 0 or 1, which no finite study shows; a dash where it is not known. */
export const certainty = (p: number | null): string =>
  p === null ? '–' : p > 0.995 ? '> 0.99' : p < 0.005 ? '< 0.01' : p.toFixed(2);

/** A corrected p-value with three decimals: `< 0.001`, `0.443`. */
export const adjustedP = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** `+1.0 [−0.4, 2.4]`; the number alone where there is no interval. */
export const withInterval = (value: number, ends: Interval | null): string =>
  `${signed(value)}${ends ? ` ${interval(ends)}` : ''}`;

/** Whether a name is plural: `100 shots`, `10 shots alone`, `mnli + 1,000 shots`. */
export const isPlural = (name: string): boolean => /(^|\+ )[\d,]+ \p{L}+s\b/u.test(name);

/** `1 seed`, `3 seeds`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
