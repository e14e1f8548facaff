// Scores with a known effect: what the report should find.
import type { Plan } from '@stopover/study';

type PlannedCell = Plan['cells'][number];

/** What the first intermediate is worth without shots, in points; the others are worth less, the last one nothing. */
export const firstGain = 4;

/** Numbers from 0 to 1 that follow from a text: xorshift, seeded with FNV-1a. */
export function uniform(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  state ||= 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** About a point up or down, drawn once for a name. */
const luck = (name: string): number => {
  const next = uniform(name);
  for (let i = 0; i < 8; i++) next();
  return 0.02 * (next() + next() + next() - 1.5);
};

/** Probability that an item of a cell is answered rightly. */
export function ability({ target, language, intermediate, shots, bucket, seed }: PlannedCell, plan: Plan): number {
  const stops = plan.study.intermediates.filter((name) => name !== 'none');
  const place = stops.indexOf(intermediate);
  const gain = place === -1 ? 0 : (firstGain / 100) * (1 - place / stops.length);
  // Examples of the language close half of what the intermediate gave.
  const ofShots = shots === 0 ? 0 : 0.01 * Math.log2(shots);
  const ofStart = shots === 0 ? gain : gain / 2;
  const ofRun =
    luck(`${target} ${intermediate} ${seed}`) + (shots > 0 ? luck(`${intermediate} ${shots} ${bucket} ${seed}`) : 0);
  return 0.6 + 0.5 * luck(`${target} ${language}`) + ofStart + ofShots + ofRun;
}
