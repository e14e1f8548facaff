import { effectOf, intervalOf } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { ScoreRow } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { missingIn } from './missing.ts';
import { nameOf, plain } from './names.ts';
import { baselineOf, roleOf } from './roles.ts';
import { bySeed } from './seed-values.ts';
import { contrastIn, type TargetDesign } from './target-design.ts';

/** The scores of every condition: the mean over languages, then each language. */
export function scoreRows(design: TargetDesign, results: Results): ScoreRow[] {
  const { group } = design;
  return group.conditions.flatMap((condition) =>
    [null, ...group.languages].map((language) => scoreRow(design, condition, language, results)),
  );
}

function scoreRow(design: TargetDesign, condition: Measured, language: string | null, results: Results): ScoreRow {
  const { group, pool, pools } = design;
  const languages = language === null ? [...group.averaged] : [language];
  const cells = condition.cells.filter((cell) => languages.includes(cell.language));
  const contrast = cells.length > 0 ? contrastIn(design, [[condition, 1]], languages) : null;
  const effect = contrast && effectOf(contrast, language === null ? pool : pools.get(language));
  const known = effect && (effect.sources.items || effect.sources.seeds || effect.sources.draws);
  return {
    ...nameOf(group),
    condition: plain(condition),
    role: roleOf(condition, baselineOf(group.conditions)),
    language,
    languages: effect?.languages ?? [],
    mean: effect?.value ?? null,
    interval: known ? intervalOf(effect) : null,
    bySeed: contrast ? bySeed(contrast) : [],
    // A base model that is scored as it is stands beside every seed, and is one model.
    seeds: Math.min(new Set(cells.map(({ seed }) => seed)).size, new Set(cells.map(({ stage }) => stage)).size),
    buckets: new Set(cells.filter(({ shots }) => shots > 0).map(({ bucket }) => bucket)).size,
    cells: cells.length,
    missing: missingIn(group, condition, language, results),
  };
}
