import {
  type Contrast,
  differenceWithFailures,
  type Effect,
  effectOf,
  effectVerdict,
  holmKnown,
  intervalOf,
  isErrorKnown,
  observedDetectable,
  probabilityAbove,
  pValueOf,
} from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { EffectFlag, EffectRow } from './analysed.ts';
import { type AskedPair, askedPairs, undoneContrasts } from './asked-pairs.ts';
import { headlineOf, type Measured } from './conditions.ts';
import { missingIn } from './missing.ts';
import { nameOf, plain } from './names.ts';
import { isNearFloor } from './near-floor.ts';
import { baselineOf, roleOf } from './roles.ts';
import { flagsOf } from './run-dots.ts';
import { byLanguage, bySeed } from './seed-values.ts';
import { seedsOf } from './seeds-of.ts';
import { contrastIn, poolFor, type TargetDesign } from './target-design.ts';

/** Every difference of a target that is asked for, over its languages and in each, with verdicts corrected for their number. */
export function effectsOf(design: TargetDesign, results: Results, margin: number): EffectRow[] {
  const pairs = askedPairs(design.group, results);
  const macro = pairs.flatMap((pair) => rowOf(design, pair, null, results, margin) ?? []);
  const declared = macro.filter(({ primary }) => primary);
  const unknown = declared.filter(({ p }) => p === null).length;
  const means = [
    ...corrected(declared, design, margin, undoneContrasts(design.group, results, macro).length + unknown),
    ...corrected(
      macro.filter(({ primary }) => !primary),
      design,
      margin,
    ),
  ];
  const order = new Map(macro.map((row, i) => [keyOf(row), i]));
  means.sort((a, b) => (order.get(keyOf(a)) ?? 0) - (order.get(keyOf(b)) ?? 0));
  const inLanguages = pairs.flatMap((pair) =>
    corrected(
      design.group.languages.flatMap((language) => rowOf(design, pair, language, results, margin) ?? []),
      design,
      margin,
    ),
  );
  return [...means, ...inLanguages];
}

const keyOf = ({ condition, against }: Pick<EffectRow, 'condition' | 'against'>) =>
  JSON.stringify([condition, against]);

/** Holm's correction over a family, and the verdicts that follow it. So many of the family are `untested`: each has p = 1. */
function corrected(family: readonly EffectRow[], { upwards }: TargetDesign, margin: number, untested = 0): EffectRow[] {
  const adjusted = holmKnown([...family.map(({ p }) => p), ...Array.from({ length: untested }, () => 1)]);
  return family.map((row, i) => {
    const pAdjusted = adjusted[i] ?? null;
    return { ...row, pAdjusted, verdict: verdictOf(row, pAdjusted, { upwards, margin }) };
  });
}

/** What an interval says, but that it helps or hurts only where the corrected p says so too. */
export function verdictOf(
  { interval, seeds }: Pick<EffectRow, 'interval' | 'seeds'>,
  pAdjusted: number | null,
  options: { readonly upwards: boolean; readonly margin: number },
): EffectRow['verdict'] {
  if (!interval) return 'too few seeds';
  const own = effectVerdict({ interval, seeds: seeds === 0 ? Number.POSITIVE_INFINITY : seeds, ...options });
  if ((own !== 'helps' && own !== 'hurts') || (pAdjusted !== null && pAdjusted < 0.05)) return own;
  const [low, high] = interval;
  return low > -options.margin && high < options.margin ? 'no effect beyond the margin' : 'unclear';
}

function rowOf(
  design: TargetDesign,
  pair: AskedPair,
  language: string | null,
  results: Results,
  margin: number,
): EffectRow | null {
  const { group, upwards } = design;
  const { condition, against, primary } = pair;
  const terms = [[condition, 1] as const, [against, -1] as const];
  const contrast = contrastIn(design, terms, language === null ? group.averaged : [language]);
  if (!contrast) return null;
  const effect = effectOf(contrast, poolFor(design, contrast));
  const baseline = baselineOf(group.conditions);
  const known = isErrorKnown(effect);
  const better = (beyond: number) =>
    upwards ? probabilityAbove(effect, beyond) : 1 - probabilityAbove(effect, -beyond);
  return {
    ...nameOf(group),
    condition: plain(condition),
    against: plain(against),
    role: roleOf(condition, baseline),
    againstRole: roleOf(against, baseline),
    language,
    languages: effect.languages,
    metric: group.target.metric,
    estimate: effect.value,
    interval: known ? intervalOf(effect) : null,
    p: known ? pValueOf(effect) : null,
    pAdjusted: null,
    verdict: 'unclear',
    pPositive: known ? better(0) : null,
    pAboveMargin: known ? better(margin) : null,
    mde: known && effect.seeds > 1 ? observedDetectable(effect.error) : null,
    bySeed: bySeed(contrast),
    byLanguage: language === null ? byLanguage(contrast) : [],
    seeds: seedsOf(effect),
    buckets: effect.draws,
    leftOut: effect.leftOut,
    sources: effect.sources,
    variance: known ? sharesOf(effect) : null,
    primary: primary && language === null,
    withFailures: withFailures(design, pair, contrast, results),
    flags: flagsOfPair(design, pair, effect, { results, margin }),
  };
}

function sharesOf({ error }: Effect): EffectRow['variance'] {
  const whole = error.seeds + error.draws + error.items;
  if (whole === 0) return null;
  return { seeds: error.seeds / whole, draws: error.draws / whole, items: error.items / whole };
}

/** The difference when the runs that are missing count as guesses. */
function withFailures(
  { group, upwards }: TargetDesign,
  { condition, against }: AskedPair,
  contrast: Contrast,
  results: Results,
): number | null {
  const { chance } = group.target;
  const languages = contrast.languages.map(({ items }) => items.language);
  const sideOf = (one: Measured) => {
    const cells = one.cells.filter(({ language }) => languages.includes(language));
    const failed = languages.reduce((sum, language) => sum + missingIn(group, one, language, results), 0);
    const mean = cells.reduce((sum, cell) => sum + (headlineOf(cell, group.target) ?? 0), 0) / cells.length;
    return { mean, ran: cells.length, failed };
  };
  const [a, b] = [sideOf(condition), sideOf(against)];
  if (chance === null || !upwards || a.failed + b.failed === 0) return null;
  return differenceWithFailures(a, b, chance);
}

function flagsOfPair(
  { group }: TargetDesign,
  { condition, against }: AskedPair,
  { seeds, draws, sources, languages }: Effect,
  { results, margin }: { readonly results: Results; readonly margin: number },
): EffectFlag[] {
  const both = [condition, against];
  const { target } = group;
  const shares = results.overlaps.some(
    (one) =>
      one.target === target.name &&
      both.some(({ intermediate }) => intermediate === one.intermediate && intermediate !== 'none'),
  );
  const placebos = results.study.placebos ?? {};
  const is = (flag: EffectFlag, holds: boolean): EffectFlag[] => (holds ? [flag] : []);
  return [
    ...is('shares data', shares),
    ...is('placebo', condition.intermediate in placebos),
    ...is(
      'degenerate runs',
      both.some(({ cells }) => cells.some((cell) => flagsOf(cell, target).length > 0)),
    ),
    ...is(
      'failed runs',
      both.some((one) => missingIn(group, one, null, results) > 0),
    ),
    ...is('one draw', draws === 1 && both.some(({ shots }) => shots > 0)),
    ...is('one seed', seeds === 1),
    ...is('seeds only', !sources.items && (sources.seeds || sources.draws)),
    ...is(
      'oracle',
      both.some(({ selection }) => selection === 'oracle'),
    ),
    ...is('near the floor', isNearFloor(both, target, { languages, margin })),
  ];
}
