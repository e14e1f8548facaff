import { IsotonicFit, isotonic } from './isotonic.ts';

/** The gain over zero-shot that some number of target-language examples gives, in points, larger being better. */
export interface GainPoint {
  /** Above 0. */
  readonly shots: number;
  readonly gain: number;
  /** Of the isotonic fit; 1 without. */
  readonly weight?: number;
}

/** Where a gain lies on a curve: reached without any example, before, between or after the measured numbers. */
export interface OnCurve {
  readonly where: 'without' | 'below' | 'between' | 'above';
  /** The number of examples where it is `between`; the nearest measured number where it is `below` or `above`; or 0. */
  readonly shots: number;
}

/**
 * Gains that rise with the number of examples, from 0 with none: isotonic regression with that end held, which is the
 * unconstrained one with what is below 0 set to 0.
 * @param points ascending in shots.
 */
export const fittedGains = (points: readonly GainPoint[]): number[] =>
  isotonic(
    points.map(({ gain }) => gain),
    points.map(({ weight = 1 }) => weight),
  ).map((gain) => Math.max(gain, 0));

/**
 * The number of examples at which a rising curve reaches a gain, linear in log(shots) between measured numbers. A gain of 0
 * or less is reached without any example; nothing is known of the shape between 0 and the smallest measured number.
 * @param points ascending in shots.
 */
export const placeOnCurve = (gain: number, points: readonly GainPoint[]): OnCurve =>
  new GainCurve(points).place(
    gain,
    points.map((point) => point.gain),
  );

/** Looks up gains on many curves over the same numbers of examples and weights. */
export class GainCurve {
  readonly #shots: readonly number[];
  readonly #fit: IsotonicFit;

  /** `points` ascending in shots. */
  constructor(points: readonly Pick<GainPoint, 'shots' | 'weight'>[]) {
    this.#shots = points.map(({ shots }) => shots);
    this.#fit = new IsotonicFit(points.map(({ weight = 1 }) => weight));
  }

  /** As `placeOnCurve`, on the curve of `gains`, one a point. */
  place(gain: number, gains: ArrayLike<number>): OnCurve {
    if (gain <= 0) return { where: 'without', shots: 0 };
    const fitted = this.#fit.of(gains);
    // What is below 0 counts as 0, which no gain that gets here is.
    const at = fitted.findIndex((value) => value >= gain);
    const [next, before] = [this.#shots[at], this.#shots[at - 1]];
    if (next === undefined) return { where: 'above', shots: this.#shots.at(-1) ?? 0 };
    const [reached, start] = [fitted[at] ?? 0, Math.max(fitted[at - 1] ?? 0, 0)];
    if (before === undefined) return { where: reached === gain ? 'between' : 'below', shots: next };
    const share = (gain - start) / (reached - start);
    const log = Math.log(before) + share * (Math.log(next) - Math.log(before));
    return { where: 'between', shots: Math.exp(log) };
  }
}
