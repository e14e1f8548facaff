import { bestOfEachTarget, largeGains, multiTaskIsBest } from './average-gains.ts';
import { diverseBenchmark, spanningIntermediates } from './coverage.ts';
import type { Claim } from './judgement.ts';
import { publishedLevel } from './level.ts';
import { plainEnglishWins } from './plain-english.ts';
import { retrievalGainsMost } from './retrieval-gains.ts';
import { effectVaries } from './variation.ts';
import { manyAndNone } from './where-it-gains.ts';

/** The ten claims of the study of 2020, in order. */
export const claims: readonly Claim[] = [
  largeGains,
  multiTaskIsBest,
  retrievalGainsMost,
  manyAndNone,
  bestOfEachTarget,
  plainEnglishWins,
  publishedLevel,
  diverseBenchmark,
  effectVaries,
  spanningIntermediates,
];
