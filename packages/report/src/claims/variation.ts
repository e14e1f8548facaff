// Claim 9: the effect varies over the intermediate tasks.
import { effectOf, intermediateSpread } from '@stopover/statistics';
import { jointContrastsIn, poolFor, type TargetDesign } from '../analysis/target-design.ts';
import { type Estimate, estimateOf, intervalAt } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { type Claim, type ClaimNumber, lacking, numberOf, openNeeds, plainNumber } from './judgement.ts';
import { needsNames, needsSeeds } from './needs.ts';
import { nineTasks } from './published.ts';

/** Claim 9. */
export const effectVaries: Claim = {
  id: 9,
  text: 'The effect varies over the nine intermediate tasks.',
  published: '',
  rule: 'Cochran’s Q of equal gains on each target, with their joint errors, p corrected for the number of targets (Bonferroni). Supported: p < 0.05 on a target. Contradicted: all nine are there, and on every target all differences of two lie within ± the margin.',
  judge(evidence) {
    const names = [...nineTasks.keys()].flatMap((task) => evidence.single(task)?.name ?? []);
    const found = evidence.targets.flatMap((design) => variationOn(evidence, design, names) ?? []);
    const missing = needsNames(
      'intermediate tasks',
      [...nineTasks.keys()].filter((task) => !evidence.single(task)),
    );
    if (found.length === 0) return lacking([], ['two of the nine intermediate tasks on one target']);
    const p = Math.min(1, found.length * Math.min(...found.map((one) => one.p)));
    const seeds = Math.min(...found.map((one) => one.seeds));
    const varies = seeds >= 3 && p < 0.05;
    const equal = seeds >= 3 && missing.length === 0 && found.every(({ equalWithin }) => equalWithin(evidence.margin));
    const verdict = varies ? 'supported' : equal ? 'contradicted' : 'not decidable here';
    const widest = found.map(({ widest: one }) => one);
    return {
      verdict,
      because: {
        supported: 'On at least one target the gains differ by more than chance.',
        contradicted: `No two gains differ by more than ${evidence.margin} points on any target.`,
        'not decidable here': 'The gains neither differ beyond chance nor are shown to be equal.',
      }[verdict],
      numbers: found.flatMap(({ numbers }) => numbers),
      needs: openNeeds(verdict, [
        ...missing,
        ...needsSeeds(evidence, widest, { points: evidence.margin, of: found.map(({ design }) => design) }),
      ]),
    };
  },
};

interface Variation {
  readonly design: TargetDesign;
  readonly p: number;
  readonly seeds: number;
  /** Between the best and the worst. */
  readonly widest: Estimate;
  readonly equalWithin: (margin: number) => boolean;
  readonly numbers: readonly ClaimNumber[];
}

/** Null where fewer than two have results. */
function variationOn(evidence: Evidence, design: TargetDesign, names: readonly string[]): Variation | null {
  const { group, upwards } = design;
  const baseline = evidence.baseline(design);
  const own = names.filter((name) => evidence.measured(design, name));
  if (!baseline || own.length < 2) return null;
  const contrasts = jointContrastsIn(
    design,
    own.flatMap((name) => {
      const one = evidence.measured(design, name);
      return one ? [[[one, 1] as const, [baseline, -1] as const]] : [];
    }),
    group.averaged,
  );
  const [first] = contrasts ?? [];
  if (!contrasts || !first) return null;
  const pool = poolFor(design, first);
  const { p, tau2 } = intermediateSpread(contrasts, pool);
  const gains = contrasts
    .map((contrast, i) => ({ name: own[i] ?? '', estimate: estimateOf(effectOf(contrast, pool), upwards) }))
    .sort((a, b) => b.estimate.value - a.estimate.value);
  const pairs = gains.flatMap((a, i) =>
    gains.slice(i + 1).flatMap((b) => {
      const estimate = evidence.estimate(design, new Map([[a.name, 1] as const, [b.name, -1] as const]));
      return estimate ? [{ what: `${a.name} minus ${b.name} on ${group.target.name}`, estimate }] : [];
    }),
  );
  const widest = pairs.reduce((most, one) => (one.estimate.value > most.estimate.value ? one : most));
  return {
    design,
    p,
    seeds: widest.estimate.seeds,
    widest: widest.estimate,
    equalWithin: (margin) =>
      pairs.every(({ estimate }) => {
        const ends = intervalAt(estimate);
        return ends !== null && ends[0] > -margin && ends[1] < margin;
      }),
    numbers: [
      plainNumber(
        `p of equal gains of ${own.length} on ${group.target.name} (τ ${Math.sqrt(tau2).toFixed(2)})`,
        p,
        'p',
      ),
      numberOf(`${widest.what} (best and worst)`, widest.estimate),
      ...gains.map(({ name, estimate }) => numberOf(`gain of ${name} on ${group.target.name}`, estimate)),
    ],
  };
}
