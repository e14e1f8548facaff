import { effectOf, isErrorKnown, languageSpread } from '@stopover/statistics';
import type { ScoreRow, Spread } from './analysed.ts';
import { nameOf, plain } from './names.ts';
import { baselineOf, isBaseline, roleOf } from './roles.ts';
import { contrastIn, type TargetDesign } from './target-design.ts';

/** How intermediates and shots differ between languages, each against the baseline. */
export function spreadsOf(design: TargetDesign, scores: readonly ScoreRow[]): Spread[] {
  const { group, upwards } = design;
  const baseline = baselineOf(group.conditions);
  if (!baseline || group.averaged.size < 2) return [];
  const levels = new Map(
    scores
      .filter(({ role, language }) => role === 'baseline' && language !== null)
      .map((row) => [row.language, row.mean]),
  );
  const level = (language: string) => levels.get(language) ?? Number.NaN;
  return group.conditions
    .filter((one) => !isBaseline(one) && roleOf(one, baseline) !== 'other')
    .flatMap((condition) => {
      const contrast = contrastIn(
        design,
        [
          [condition, 1],
          [baseline, -1],
        ],
        group.averaged,
      );
      // Without any error that is known there is none to hold the differences between languages against.
      if (!contrast || contrast.languages.length < 2 || !isErrorKnown(effectOf(contrast))) return [];
      const found = languageSpread(contrast, { poolOver: design.poolOver, upwards });
      return [
        {
          ...nameOf(group),
          condition: plain(condition),
          against: plain(baseline),
          languages: found.languages
            .map(({ language, effect, interval, shrunken }) => ({
              language,
              baseline: level(language),
              estimate: effect.value,
              interval: isErrorKnown(effect) ? interval : null,
              shrunken,
            }))
            .sort((a, b) => b.baseline - a.baseline),
          helped: found.helped,
          harmed: found.harmed,
          worst: found.worst.language,
          tau: found.tau,
          p: found.test.p,
          likeThese: found.likeThese,
          newLanguage: found.newLanguage,
        },
      ];
    });
}
