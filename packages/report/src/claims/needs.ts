import { score } from '../page/words.ts';
import type { Estimate } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { isXlmRLarge } from './published.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** The model of the study of 2020, where this setting has another. */
export const needsModel = ({ model }: Evidence): string[] =>
  isXlmRLarge(model) ? [] : [`XLM-R Large as the base model; here it is ${model}`];

/** Things of one sort that are missing, as one need. */
export const needsNames = (sort: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${sort}: ${list.format(names)}`];

/** Seeds, where an estimate has too few of them or is not told from the bar. */
export function needsSeeds(
  evidence: Evidence,
  estimates: readonly Estimate[],
  bar: { readonly points: number; readonly of: Evidence['targets'] },
): string[] {
  const fewest = Math.min(...estimates.map(({ seeds }) => seeds));
  const found = estimates.flatMap(({ detectable }) => detectable ?? []);
  const now = found.length > 0 ? ` (this study: ${score(Math.max(...found))} points)` : '';
  const seeds = evidence.seedsFor(bar.points, bar.of);
  const more =
    seeds === null
      ? `a detectable effect of ${score(bar.points)} points${now}`
      : `${seeds} seeds, which find ${score(bar.points)} points${now}`;
  return fewest < 3 ? [`at least 3 seeds (${fewest} here)`, more] : [more];
}
