import { RequestError } from '@stopover/core';
import type { Contrast } from '../design/contrast.ts';
import type { Effect } from '../effects/effect.ts';
import { intervalOf } from '../effects/interval.ts';
import { type EffectVerdict, effectVerdict } from '../effects/verdict.ts';
import { streamOf } from '../resampling/generator.ts';
import type { Interval } from '../summary.ts';
import { type CrossFit, crossFit } from './cross-fit.ts';
import { type JointOptions, simultaneous } from './simultaneous.ts';

/** One of several intermediates, as its difference from the common baseline. */
export interface Candidate {
  readonly name: string;
  /** Made together with the others, by `contrastsOf`. */
  readonly contrast: Contrast;
  /** Score on English development rows; absent where it is not known. */
  readonly development?: number;
}

/** One candidate among all. */
export interface Ranked {
  readonly name: string;
  readonly effect: Effect;
  /** Holds together with the others': corrected for the choice. */
  readonly interval: Interval;
  readonly adjusted: number;
}

/** The best of several intermediates: "chosen by target test labels". */
export interface BestOf {
  /** By effect, the best first. */
  readonly ranked: readonly Ranked[];
  readonly best: Ranked;
  /** On the best one's corrected interval. */
  readonly verdict: EffectVerdict;
  /** The effect of choosing, without the luck of the choice; it has no interval. */
  readonly crossFitted: CrossFit & { readonly names: readonly string[] };
  /** The best one's true effect is at least this, in points, in its better direction: the end of a simultaneous interval. */
  readonly bound: number;
  /** The candidate that English development rows choose, with its plain interval; null unless all have such a score. */
  readonly byDevelopment: { readonly name: string; readonly effect: Effect; readonly interval: Interval } | null;
}

export interface BestOfOptions extends JointOptions {
  readonly margin?: number;
  /** False for a metric that is better when smaller. */
  readonly upwards?: boolean;
}

/**
 * The best of K candidates, corrected for having been chosen: the interval of each holds simultaneously (`simultaneous`),
 * its effect as a choice is cross-fitted (`crossFit`). Placebos are no candidates: leave them out.
 * @throws RequestError without a candidate.
 */
export function bestOf(candidates: readonly Candidate[], options: BestOfOptions = {}): BestOf {
  const { margin, upwards = true, seed = 1 } = options;
  const contrasts = candidates.map(({ contrast }) => contrast);
  const sign = upwards ? 1 : -1;
  const { effects, intervals, adjusted } = simultaneous(contrasts, options);
  const ranked = candidates
    .flatMap(({ name }, i): Ranked[] => {
      const [effect, interval] = [effects[i], intervals[i]];
      return effect && interval ? [{ name, effect, interval, adjusted: adjusted[i] ?? 1 }] : [];
    })
    .sort((a, b) => sign * (b.effect.value - a.effect.value));
  const [best] = ranked;
  if (!best) throw nobody();
  const bounds = ranked.map(({ interval: [low, high] }) => (upwards ? low : high));
  return {
    ranked,
    best,
    verdict: effectVerdict({
      interval: best.interval,
      seeds: best.effect.seeds,
      upwards,
      ...(margin !== undefined && { margin }),
    }),
    crossFitted: {
      ...crossFit(contrasts, streamOf(seed, 'halves'), { upwards }),
      names: candidates.map(({ name }) => name),
    },
    bound: sign * Math.max(...bounds.map((bound) => sign * bound)),
    byDevelopment: chosenByDevelopment(candidates, effects, sign),
  };
}

function chosenByDevelopment(
  candidates: readonly Candidate[],
  effects: readonly Effect[],
  sign: 1 | -1,
): BestOf['byDevelopment'] {
  const scores = candidates.flatMap(({ development }) => (development === undefined ? [] : sign * development));
  if (scores.length < candidates.length) return null;
  const at = scores.indexOf(Math.max(...scores));
  const [chosen, effect] = [candidates[at], effects[at]];
  return chosen && effect ? { name: chosen.name, effect, interval: intervalOf(effect) } : null;
}

const nobody = (): RequestError =>
  new RequestError({
    where: 'the best of several',
    what: 'there is no candidate',
    remedy: 'Ask for it where at least one intermediate stands beside zero-shot.',
  });
