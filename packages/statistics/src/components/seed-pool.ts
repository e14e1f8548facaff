import { fUpperTail } from '../distributions/upper-tails.ts';
import { mean } from '../summary.ts';

/** The scores of one arm by seed: means over its languages and draws of shots, in points. */
export interface SeedScores {
  /** Name of the arm. */
  readonly arm: string;
  /**
   * Arms of one class are taken to vary over seeds alike: `no shots`, `100 shots`. An average of the weights of m runs varies
   * less than a run and must have a class of its own, one for each m.
   */
  readonly varianceClass: string;
  /** Without runs that failed or are degenerate: their variance is another. */
  readonly bySeed: ReadonlyMap<number, number>;
}

/** A variance over seeds (of one run, not of a mean), in points², with its degrees of freedom. */
export interface SeedVariance {
  readonly variance: number;
  readonly degrees: number;
}

/** Variances and covariances of arms over seeds, pooled within classes. */
export interface SeedPool {
  /** Undefined for an arm that the pool does not know or that has one seed. */
  variance(arm: string): (SeedVariance & { readonly pooled: boolean; readonly varianceClass: string }) | undefined;
  /** Covariance of one run each of two different arms with the same seed, in points²; undefined unless both are pooled. */
  covariance(first: string, second: string): number | undefined;
}

interface Member extends SeedScores {
  readonly variance: number;
  readonly degrees: number;
}

/**
 * Pools the variances over seeds of all arms of a class: with two to four seeds one arm's own variance has too few degrees
 * of freedom to be of use. σ² = Σ (n_a − 1) s_a² / Σ (n_a − 1).
 *
 * An arm that varies more than the others of its class by an F test at `level` keeps its own variance; the widest is tested
 * first, and the others again without it. One that varies less is pooled all the same: a variance that is small by chance
 * would make its interval too narrow. Arms that vary less by their nature make those of the others too narrow; no test tells
 * them from luck with so few seeds, which is why their class must.
 *
 * The covariance of two arms is pooled over all pairs of arms of their two classes, since that of one pair has again no
 * more degrees of freedom than seeds. An arm that keeps its own variance has no covariance.
 * @param level of the F test.
 */
export function poolSeeds(arms: readonly SeedScores[], level = 0.01): SeedPool {
  const members = arms.flatMap((arm) => {
    const values = [...arm.bySeed.values()];
    const variance = sampleCovariance(values, values);
    return variance === null ? [] : [{ ...arm, variance, degrees: values.length - 1 }];
  });
  const classes = new Map<string, readonly Member[]>();
  for (const { varianceClass } of members) {
    if (classes.has(varianceClass)) continue;
    classes.set(
      varianceClass,
      alike(
        members.filter((one) => one.varianceClass === varianceClass),
        level,
      ),
    );
  }
  const covariances = new Map<string, number>();
  const memberOf = (arm: string) => [...classes.values()].flat().find((one) => one.arm === arm);
  return {
    variance: (arm) => {
      const known = members.find((one) => one.arm === arm);
      const inPool = memberOf(arm);
      const from = inPool ? (classes.get(inPool.varianceClass) ?? []) : known ? [known] : [];
      return known && { ...pooledVariance(from), pooled: inPool !== undefined, varianceClass: known.varianceClass };
    },
    covariance: (first, second) => {
      const [a, b] = [memberOf(first), memberOf(second)];
      if (!a || !b) return undefined;
      const pair = JSON.stringify([a.varianceClass, b.varianceClass]);
      const of = (one: Member) => classes.get(one.varianceClass) ?? [];
      const found = covariances.get(pair) ?? pooledCovariance(of(a), of(b));
      covariances.set(pair, found);
      return found;
    },
  };
}

/** The members of a class without those that vary more than the rest. */
function alike(members: readonly Member[], level: number): readonly Member[] {
  const widest = [...members].sort((a, b) => b.variance - a.variance)[0];
  const rest = members.filter((one) => one !== widest);
  if (!widest || rest.length === 0) return members;
  const pooled = pooledVariance(rest);
  const p = pooled.variance > 0 ? fUpperTail(widest.variance / pooled.variance, widest.degrees, pooled.degrees) : 0;
  return widest.variance > 0 && p < level ? alike(rest, level) : members;
}

function pooledVariance(members: readonly Member[]): SeedVariance {
  const degrees = members.reduce((sum, one) => sum + one.degrees, 0);
  return { variance: members.reduce((sum, one) => sum + one.degrees * one.variance, 0) / degrees, degrees };
}

function pooledCovariance(first: readonly Member[], second: readonly Member[]): number {
  let sum = 0;
  let degrees = 0;
  for (const a of first) {
    for (const b of second) {
      if (a.arm === b.arm) continue;
      const common = [...a.bySeed.keys()].filter((seed) => b.bySeed.has(seed));
      const values = (one: Member) => common.map((seed) => one.bySeed.get(seed) ?? Number.NaN);
      const own = sampleCovariance(values(a), values(b));
      if (own === null) continue;
      sum += (common.length - 1) * own;
      degrees += common.length - 1;
    }
  }
  return degrees > 0 ? sum / degrees : 0;
}

function sampleCovariance(x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 2) return null;
  const [ofX, ofY] = [mean(x), mean(y)];
  return x.reduce((sum, value, i) => sum + (value - ofX) * ((y[i] ?? 0) - ofY), 0) / (x.length - 1);
}
