import {
  type Contrast,
  effectOf,
  fittedGains,
  grouped,
  halfWidth,
  intervalOf,
  isErrorKnown,
  pValueOf,
  shotEquivalence,
} from '@stopover/statistics';
import type { CurvePoint, Interaction, ShotCurve, ShotEquivalent } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { gainsIn, stopsOf } from './gains.ts';
import { nameOf } from './names.ts';
import { baselineOf, isCurve, isMain } from './roles.ts';
import { byRun } from './seed-values.ts';
import { seedsOf } from './seeds-of.ts';
import { jointContrastsIn, poolFor, type TargetDesign } from './target-design.ts';

/** Of the random draws behind probabilities. */
export interface Draws {
  readonly seed: number;
  readonly replicates: number;
}

/** The curves of a target, a form of shots each: over its languages and in each. */
export function shotCurvesOf(design: TargetDesign): ShotCurve[] {
  return placesOf(design).flatMap(({ language, languages }) =>
    curveArmsOf(design).flatMap(({ arm, points }) => {
      const contrasts = gainsIn(design, points, languages);
      if (!contrasts) return [];
      return [
        {
          ...nameOf(design.group),
          arm,
          language,
          languages: languagesOf(contrasts),
          points: pointsOf(points, contrasts, design),
        },
      ];
    }),
  );
}

/** What each intermediate is worth in examples, on each curve. */
export function shotEquivalentsOf(design: TargetDesign, { seed, replicates }: Draws): ShotEquivalent[] {
  const { group, upwards } = design;
  return placesOf(design).flatMap(({ language, languages }) =>
    curveArmsOf(design).flatMap(({ arm, points }) =>
      stopsOf(design).flatMap((stop) => {
        const [own, ...contrasts] = gainsIn(design, [stop, ...points], languages) ?? [];
        if (!own || contrasts.length === 0) return [];
        const curve = points.flatMap(({ shots }, i) => {
          const contrast = contrasts[i];
          return contrast ? [{ shots, contrast }] : [];
        });
        const pool = poolFor(design, own);
        const found = shotEquivalence(own, curve, {
          ...{ pool, seed, upwards },
          // A language's probabilities are read to a few percent: a fifth of the draws is enough.
          replicates: language === null ? replicates : Math.ceil(replicates / 5),
        });
        const effect = effectOf(own, pool);
        const known = isErrorKnown(effect);
        const [alone] = gainsIn(design, [stop], languages) ?? [];
        const shots = points.map((point) => point.shots);
        const end = (value: number) => (value > 0 && Number.isFinite(value) ? value : null);
        return [
          {
            ...nameOf(group),
            intermediate: stop.intermediate,
            arm,
            language,
            languages: languagesOf([own]),
            seeds: seedsOf(effect),
            partly: alone !== undefined && isWider(alone, own),
            gain: effect.value,
            gainInterval: known ? intervalOf(effect) : null,
            answer: known ? found.answer : ('uncertain' as const),
            shots: known ? found.shots : null,
            interval: known && found.interval ? ([end(found.interval[0]), end(found.interval[1])] as const) : null,
            smallest: Math.min(...shots),
            largest: Math.max(...shots),
            probabilities: found.probabilities,
          },
        ];
      }),
    ),
  );
}

/** Whether a contrast is over more languages or seeds than the same one of which others have left some out. */
const isWider = (alone: Contrast, joint: Contrast): boolean =>
  alone.languages.length > joint.languages.length || alone.seeds.length > joint.seeds.length;

/** Whether an intermediate and examples add up, at each number of examples. */
export function interactionsOf(design: TargetDesign): Interaction[] {
  const { group } = design;
  const baseline = baselineOf(group.conditions);
  if (!baseline) return [];
  return curveArmsOf(design).flatMap(({ arm, points }) =>
    points.flatMap((alone) =>
      stopsOf(design).flatMap((stop) => {
        const both = group.conditions.find((one) => isBoth(one, stop, alone, baseline));
        const made =
          both &&
          jointContrastsIn(
            design,
            [
              [
                [both, 1],
                [alone, -1],
                [stop, -1],
                [baseline, 1],
              ],
              [[alone, 1]],
              [[both, 1]],
            ],
            group.averaged,
          );
        const [interaction, without, after] = made ?? [];
        if (!interaction || !without || !after) return [];
        const pool = poolFor(design, interaction);
        const effect = effectOf(interaction, pool);
        const known = isErrorKnown(effect);
        return [
          {
            ...nameOf(group),
            intermediate: stop.intermediate,
            arm,
            shots: alone.shots,
            languages: effect.languages,
            without: effectOf(without, pool).value,
            with: effectOf(after, pool).value,
            estimate: effect.value,
            interval: known ? intervalOf(effect) : null,
            p: known ? pValueOf(effect) : null,
          },
        ];
      }),
    ),
  );
}

/** k examples after the intermediate, beside the same k without it. */
const isBoth = (one: Measured, stop: Measured, alone: Measured, baseline: Measured): boolean =>
  one.cells.length > 0 &&
  isMain(one, baseline) &&
  one.planned.intermediate &&
  one.planned.arm === alone.planned.arm &&
  one.intermediate === stop.intermediate &&
  one.shots === alone.shots;

/** Over all languages, and where there are several in each. */
function placesOf({ group }: TargetDesign) {
  const averaged = [...group.averaged];
  const whole = { language: null, languages: averaged };
  const each = averaged.map((language) => ({ language, languages: [language] }));
  return averaged.length > 1 ? [whole, ...each] : [whole];
}

function curveArmsOf({ group: { conditions } }: TargetDesign): { readonly arm: string; readonly points: Measured[] }[] {
  const baseline = baselineOf(conditions);
  const points = conditions.filter(
    (one) => one.cells.length > 0 && one.shots > 0 && isMain(one, baseline) && isCurve(one, baseline),
  );
  return [...grouped(points, (one) => one.arm)].map(([arm, own]) => ({
    arm,
    points: own.sort((a, b) => a.shots - b.shots),
  }));
}

const languagesOf = ([first]: readonly Contrast[]): string[] =>
  first?.languages.map(({ items }) => items.language) ?? [];

function pointsOf(points: readonly Measured[], contrasts: readonly Contrast[], design: TargetDesign): CurvePoint[] {
  const sign = design.upwards ? 1 : -1;
  const effects = contrasts.map((contrast) => effectOf(contrast, poolFor(design, contrast)));
  const fitted = fittedGains(
    effects.map(({ value, error }, i) => ({
      shots: points[i]?.shots ?? 0,
      gain: sign * value,
      weight: 1 / (halfWidth(error, 0.05) ** 2 || 1),
    })),
  );
  return effects.map((effect, i) => ({
    shots: points[i]?.shots ?? 0,
    gain: effect.value,
    interval: isErrorKnown(effect) ? intervalOf(effect) : null,
    fitted: sign * (fitted[i] ?? effect.value),
    runs: contrasts[i] ? byRun(contrasts[i]) : [],
  }));
}
