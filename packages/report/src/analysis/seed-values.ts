import { type Contrast, mean } from '@stopover/statistics';
import type { LanguageValue, SeedValue } from './analysed.ts';

/** A contrast of each seed and draw of one language, in points: seeds × draws. */
const valueAt = ({ languages }: Contrast, language: number, seed: number, draw: number): number | undefined => {
  const own = languages[language];
  return own && draw < own.draws.length ? own.runs[seed * own.draws.length + draw]?.mean : undefined;
};

/** The contrast of each seed: the mean over languages, and within a language over draws. */
export const bySeed = (contrast: Contrast): SeedValue[] =>
  contrast.seeds.map((seed, s) => ({
    seed,
    value: mean(
      contrast.languages.map(({ draws }, l) => mean(draws.map((_, b) => valueAt(contrast, l, s, b) ?? Number.NaN))),
    ),
  }));

/** The contrast of each language: the mean over seeds and draws. */
export const byLanguage = ({ languages }: Contrast): LanguageValue[] =>
  languages.map(({ items, runs }) => ({ language: items.language, value: mean(runs.map((run) => run.mean)) }));

/** The contrast of each seed and draw: the mean over the languages that have so many draws. */
export function byRun(contrast: Contrast): { readonly seed: number; readonly bucket: number; readonly gain: number }[] {
  const draws = Math.max(...contrast.languages.map((language) => language.draws.length));
  return contrast.seeds.flatMap((seed, s) =>
    Array.from({ length: draws }, (_, bucket) => ({
      seed,
      bucket,
      gain: mean(contrast.languages.flatMap((_, l) => valueAt(contrast, l, s, bucket) ?? [])),
    })),
  );
}
