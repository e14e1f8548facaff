import { RequestError } from '@stopover/core';
import { jointCovariance } from '../components/joint-covariance.ts';
import type { Contrast } from '../design/contrast.ts';
import { type Effect, effectOf } from '../effects/effect.ts';
import { halfWidth } from '../effects/interval.ts';
import { streamOf } from '../resampling/generator.ts';
import { jointErrors } from '../selection/joint-errors.ts';
import type { JointOptions } from '../selection/simultaneous.ts';
import { type Interval, percentileInterval } from '../summary.ts';
import { fittedGains, GainCurve, type GainPoint, type OnCurve, placeOnCurve } from './gain-curve.ts';

/** What a number of examples gives: the contrast of that arm minus zero-shot. */
export interface ShotArm {
  readonly shots: number;
  readonly contrast: Contrast;
}

/** A measured point of the curve, in points, larger being better. */
export interface FittedPoint {
  readonly shots: number;
  readonly effect: Effect;
  /** By isotonic regression. */
  readonly fitted: number;
}

/** How many target-language examples give what the intermediate gives without any. */
export interface ShotEquivalence {
  /**
   * `number`: `shots` is told. `below`, `above`: fewer than the smallest, more than the largest measured number. `no positive
   * equivalent`: the intermediate's gain is not above 0. `not monotone`: some number of examples does harm. `uncertain`: none
   * of the three places is likely enough.
   */
  readonly answer: 'number' | 'below' | 'above' | 'no positive equivalent' | 'not monotone' | 'uncertain';
  /** Of the answer `number`, else null. */
  readonly shots: number | null;
  /** The 95 % interval of the same; 0 for below the smallest and Infinity for above the largest measured number. */
  readonly interval: Interval | null;
  /** Where the estimate lies, whatever the answer. */
  readonly estimate: OnCurve;
  /** They add up to 1; `without` (no example needed, the gain not above 0) is part of `below`. */
  readonly probabilities: {
    readonly below: number;
    readonly between: number;
    readonly above: number;
    readonly without: number;
  };
  readonly curve: readonly FittedPoint[];
}

/** What a place must have as its probability to be the answer. */
const likely = 0.8;

/**
 * The shot equivalent of an intermediate: its gain over zero-shot, looked up on the curve of gains that k examples give,
 * made rising by isotonic regression, against log k from 0 at k = 0. The probabilities come from replicates: the joint error
 * of all gains (which share zero-shot, items and seeds) is added, each replicate is made rising and looked up.
 * @param stop the intermediate minus zero-shot, without examples.
 * @param curve each number of examples minus zero-shot; made together with `stop`, by `contrastsOf`.
 * @throws RequestError without a point, or with a number of examples twice or not above 0.
 */
export function shotEquivalence(
  stop: Contrast,
  curve: readonly ShotArm[],
  { pool, seed = 1, replicates = 10_000, upwards = true }: JointOptions & { readonly upwards?: boolean } = {},
): ShotEquivalence {
  const arms = [...curve].sort((a, b) => a.shots - b.shots);
  if (arms.length === 0 || arms.some(({ shots }, i) => shots <= (arms[i - 1]?.shots ?? 0))) throw unusable();
  const contrasts = [stop, ...arms.map(({ contrast }) => contrast)];
  const effects = contrasts.map((contrast) => effectOf(contrast, pool));
  const sign = upwards ? 1 : -1;
  const weights = effects.map(({ error }) => 1 / (halfWidth(error, 0.05) ** 2 || 1));
  const points = arms.map(({ shots }, i) => ({
    ...{ shots, weight: weights[i + 1] ?? 1 },
    gain: sign * (effects[i + 1]?.value ?? 0),
  }));
  const errors = jointErrors(jointCovariance(contrasts, pool), replicates, streamOf(seed, 'shot equivalent'));
  const values = effects.map(({ value }) => value);
  const places = placesOf(points, { values, errors, sign, replicates });
  const place = placeOnCurve(sign * (values[0] ?? 0), points);
  const fitted = fittedGains(points);
  const probabilities = sharesOf(places);
  const answer = answerOf(effects, sign, probabilities, place);
  return {
    answer,
    shots: answer === 'number' ? place.shots : null,
    interval: answer === 'number' ? percentileInterval(Float64Array.from(places, endless)) : null,
    estimate: place,
    probabilities,
    curve: arms.flatMap(({ shots }, i) => {
      const effect = effects[i + 1];
      return effect ? [{ shots, effect, fitted: fitted[i] ?? 0 }] : [];
    }),
  };
}

interface Replicated {
  /** The effects, and the errors of each in every replicate; that of the intermediate comes first. */
  readonly values: readonly number[];
  readonly errors: readonly Float64Array[];
  readonly sign: number;
  readonly replicates: number;
}

/** Where the intermediate's gain lies on the curve in every replicate. */
function placesOf(points: readonly GainPoint[], { values, errors, sign, replicates }: Replicated): OnCurve[] {
  const curve = new GainCurve(points);
  const gains = new Float64Array(points.length);
  const gain = (at: number, r: number) => sign * ((values[at] ?? 0) + (errors[at]?.[r] ?? 0));
  return Array.from({ length: replicates }, (_, r) => {
    for (let i = 0; i < gains.length; i++) gains[i] = gain(i + 1, r);
    return curve.place(gain(0, r), gains);
  });
}

function answerOf(
  effects: readonly Effect[],
  sign: number,
  { below, between, above }: ShotEquivalence['probabilities'],
  place: OnCurve,
): ShotEquivalence['answer'] {
  const [stop, ...points] = effects;
  const harmful = points.some(({ value, error }) => sign * value + halfWidth(error, 0.05) < 0);
  if (!stop || sign * stop.value - halfWidth(stop.error, 0.05) <= 0) return 'no positive equivalent';
  if (harmful) return 'not monotone';
  if (between >= likely && place.where === 'between') return 'number';
  if (below >= likely) return 'below';
  return above >= likely ? 'above' : 'uncertain';
}

function sharesOf(places: readonly OnCurve[]): ShotEquivalence['probabilities'] {
  const share = (...names: readonly OnCurve['where'][]) =>
    places.filter(({ where }) => names.includes(where)).length / places.length;
  return {
    below: share('without', 'below'),
    between: share('between'),
    above: share('above'),
    without: share('without'),
  };
}

function endless({ where, shots }: OnCurve): number {
  if (where === 'between') return shots;
  return where === 'above' ? Number.POSITIVE_INFINITY : 0;
}

const unusable = (): RequestError =>
  new RequestError({
    where: 'the shot equivalent',
    what: 'it has no number of examples, one twice, or one that is not above 0',
    remedy: 'Give each number of target-language examples once.',
  });
