import { type Contrast, effectOf, intervalOf, isErrorKnown, withinRange } from '@stopover/statistics';
import type { Cell, Results } from '@stopover/study';
import type { ScoreRow } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { missingIn } from './missing.ts';
import { nameOf, plain } from './names.ts';
import { baselineOf, roleOf } from './roles.ts';
import { bySeed } from './seed-values.ts';
import { contrastIn, poolFor, type TargetDesign } from './target-design.ts';

/** The scores of every condition: the mean over languages, then each language. */
export function scoreRows(design: TargetDesign, results: Results): ScoreRow[] {
  const { group } = design;
  return group.conditions.flatMap((condition) =>
    [null, ...group.languages].map((language) => scoreRow(design, condition, language, results)),
  );
}

function scoreRow(design: TargetDesign, condition: Measured, language: string | null, results: Results): ScoreRow {
  const { group } = design;
  const languages = language === null ? [...group.averaged] : [language];
  const cells = condition.cells.filter((cell) => languages.includes(cell.language));
  const contrast = cells.length > 0 ? contrastIn(design, [[condition, 1]], languages) : null;
  const effect = contrast && effectOf(contrast, poolFor(design, contrast));
  return {
    ...nameOf(group),
    condition: plain(condition),
    role: roleOf(condition, baselineOf(group.conditions)),
    language,
    languages: effect?.languages ?? [],
    mean: effect?.value ?? null,
    interval: effect && isErrorKnown(effect) ? withinRange(intervalOf(effect), group.target.range) : null,
    bySeed: contrast ? bySeed(contrast) : [],
    seeds: contrast ? seedsIn(contrast, cells) : 0,
    buckets: effect?.draws ?? 0,
    cells: cells.length,
    missing: missingIn(group, condition, language, results),
  };
}

/** Seeds of the mean: one that lacks a language is in none of it. A model that stands beside every seed as it is counts once. */
function seedsIn({ seeds, languages }: Contrast, cells: readonly Cell[]): number {
  const models = languages.map(({ items: { language } }) => {
    const own = cells.filter((cell) => cell.language === language && seeds.includes(cell.seed));
    return new Set(own.map(({ stage }) => stage)).size;
  });
  return Math.min(seeds.length, ...models);
}
