import {
  type Effect,
  halfWidth,
  type Interval,
  mean,
  observedDetectable,
  standardDeviation,
  tQuantile,
} from '@stopover/statistics';

/** A difference in points, positive for better, whose interval may be asked for at any level. */
export interface Estimate {
  readonly value: number;
  /** Half the width of the interval at 1 − `level`; null where nothing is known of the error. */
  readonly half: ((level: number) => number) | null;
  /** The smallest effect that would have been found with 80 % probability, in points. */
  readonly detectable: number | null;
  /** Infinity where no model was trained. */
  readonly seeds: number;
}

/** An effect of one target. */
export function estimateOf(effect: Effect, upwards: boolean): Estimate {
  const { items, seeds, draws } = effect.sources;
  const known = items || seeds || draws;
  return {
    value: upwards ? effect.value : -effect.value,
    half: known ? (level) => halfWidth(effect.error, level) : null,
    detectable: known && effect.seeds > 1 ? observedDetectable(effect.error) : null,
    seeds: effect.seeds,
  };
}

/** One value a seed and nothing of the items: a t interval over seeds. */
export function estimateOfSeeds(values: readonly number[]): Estimate {
  const deviation = standardDeviation(values);
  const error = deviation === null ? null : deviation / Math.sqrt(values.length);
  const degrees = values.length - 1;
  return {
    value: mean(values),
    half: error === null ? null : (level) => tQuantile(1 - level / 2, degrees) * error,
    detectable: error === null ? null : (tQuantile(0.975, degrees) + tQuantile(0.8, degrees)) * error,
    seeds: values.length,
  };
}

/**
 * The mean of estimates that share seeds, as those of several targets do: one intermediate checkpoint goes on to all of
 * them. Half the width is the mean of the halves, which is what perfectly correlated errors give, and the most that any
 * errors can: the standard deviation of a mean is at most the mean of the standard deviations.
 */
export function meanOf(parts: readonly Estimate[]): Estimate {
  const halves = parts.flatMap(({ half }) => half ?? []);
  const detectable = parts.flatMap((part) => part.detectable ?? []);
  return {
    value: mean(parts.map(({ value }) => value)),
    half: halves.length === parts.length ? (level) => mean(halves.map((half) => half(level))) : null,
    detectable: detectable.length === parts.length ? mean(detectable) : null,
    seeds: Math.min(...parts.map(({ seeds }) => seeds)),
  };
}

/** The difference of two targets' estimates; half the width is at most the sum of theirs, whatever they share. */
export function differenceOf(a: Estimate, b: Estimate): Estimate {
  const [ofA, ofB] = [a.half, b.half];
  return {
    value: a.value - b.value,
    half: ofA && ofB ? (level) => ofA(level) + ofB(level) : null,
    detectable: a.detectable === null || b.detectable === null ? null : a.detectable + b.detectable,
    seeds: Math.min(a.seeds, b.seeds),
  };
}

/** At 1 − `level`, in points; null where nothing is known of the error. */
export function intervalAt({ value, half }: Estimate, level = 0.05): Interval | null {
  return half && [value - half(level), value + half(level)];
}
