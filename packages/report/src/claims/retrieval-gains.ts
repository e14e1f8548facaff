// Claim 3: where intermediate training gains most.
import { mean } from '@stopover/statistics';
import type { LayerSummary } from '@stopover/study';
import type { Measured } from '../analysis/conditions.ts';
import type { TargetDesign } from '../analysis/target-design.ts';
import { counted } from '../page/words.ts';
import { differenceOf, type Estimate, estimateOfSeeds } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { allOf, beats, type Claim, lacking, numberOf, openNeeds } from './judgement.ts';
import { needsNames, needsSeeds } from './needs.ts';
import { nineTargets } from './published.ts';

const retrieval = nineTargets.filter(({ group }) => group === 'retrieval');

/** Claim 3. */
export const retrievalGainsMost: Claim = {
  id: 3,
  text: 'Intermediate training gains most on the two retrieval targets, which have no training data.',
  published: 'large on BUCC and Tatoeba, moderate on question answering',
  rule: 'Gains are means over the single intermediate tasks that all compared targets have; sentence embeddings are taken of the same layer before and after (zero-shot’s, where the two were chosen differently). Supported: the gain on BUCC and on Tatoeba is above that on each other target. Contradicted: it is below that on one of them, or differs from it by less than the margin.',
  judge(evidence) {
    const found = retrieval.flatMap((one) => evidence.target(one) ?? []);
    const others = evidence.targets.filter(
      ({ group }) => !retrieval.some((one) => one.names.includes(group.target.name)),
    );
    const names = evidence.singles
      .map(({ name }) => name)
      .filter((name) => [...found, ...others].every((design) => evidence.measured(design, name)));
    const missing = [
      ...needsNames(
        'targets',
        retrieval.filter((one) => !evidence.target(one)).map((one) => one.names[0] ?? ''),
      ),
      ...(others.length > 0 ? [] : ['a target with training data']),
      ...(names.length > 0 ? [] : ['a single intermediate task that has results on all targets']),
    ];
    if (found.length === 0 || others.length === 0 || names.length === 0) return lacking([], missing);
    const weights = new Map(names.map((name) => [name, 1 / names.length]));
    const gains = found.map((design) => ({ design, ...gainAtOneLayer(evidence, design, names) }));
    const rest = others.flatMap((design) => {
      const gain = evidence.estimate(design, weights);
      return gain ? [{ design, gain }] : [];
    });
    const pairs = gains.flatMap((one) => rest.flatMap((other) => (one.gain ? [difference(one, one.gain, other)] : [])));
    const estimates = pairs.map(({ estimate }) => estimate);
    const answers = estimates.map((estimate) => beats(estimate, evidence.margin, pairs.length));
    const layers = gains.flatMap(({ needed }) => needed ?? []);
    const judged = allOf(answers);
    const verdict = judged === 'supported' && (missing.length > 0 || layers.length > 0) ? 'not decidable here' : judged;
    const over = `mean over ${counted(names.length, 'intermediate task')}`;
    return {
      verdict,
      because: {
        supported: 'Both retrieval targets gain more than every other target.',
        contradicted: `Not more: ${pairs
          .filter((_, i) => answers[i] === 'no')
          .map(({ what }) => what)
          .join('; ')}.`,
        'not decidable here':
          missing.length + layers.length > 0
            ? 'The study lacks a part of what the claim is about.'
            : 'Some gains cannot be told apart.',
      }[verdict],
      numbers: [
        ...gains.flatMap(({ design, gain, at }) =>
          gain ? [numberOf(`gain on ${design.group.target.name}${at}, ${over}`, gain)] : [],
        ),
        ...rest.map(({ design, gain }) => numberOf(`gain on ${design.group.target.name}, ${over}`, gain)),
        ...pairs.map(({ what, estimate }) => numberOf(what, estimate)),
      ],
      needs: openNeeds(verdict, [
        ...missing,
        ...layers,
        ...(estimates.length > 0 && judged === 'not decidable here'
          ? needsSeeds(evidence, estimates, { points: evidence.margin, of: [...found, ...others] })
          : []),
      ]),
    };
  },
};

interface Gained {
  readonly design: TargetDesign;
  readonly gain: Estimate;
}

const difference = (one: { readonly design: TargetDesign }, gain: Estimate, other: Gained) => ({
  what: `${one.design.group.target.name} minus ${other.design.group.target.name}`,
  estimate: differenceOf(gain, other.gain),
});

/** A gain with where it was taken, or what is missing for it. */
interface GainAtLayer {
  readonly gain: Estimate | null;
  readonly at: string;
  readonly needed: string | null;
}

/**
 * The mean gain on a retrieval target with both sides at one layer. Where all evaluations took the same layer it is the
 * difference by items; where they took different ones, that of the sweep's scores at zero-shot's layer, which are known by
 * run and not by item.
 */
function gainAtOneLayer(evidence: Evidence, design: TargetDesign, names: readonly string[]): GainAtLayer {
  const baseline = evidence.baseline(design);
  const treated = names.flatMap((name) => evidence.measured(design, name) ?? []);
  const before = baseline ? summariesOf(evidence.layers, baseline) : [];
  const all = [...before, ...treated.flatMap((one) => summariesOf(evidence.layers, one))];
  const chosen = new Set(all.map(({ layer }) => layer));
  if (chosen.size < 2) {
    const gain = evidence.estimate(design, new Map(names.map((name) => [name, 1 / names.length])));
    return { gain, at: '', needed: null };
  }
  const layer = before[0]?.layer;
  const on = design.group.target.name;
  if (!baseline || layer === undefined) return { gain: null, at: '', needed: sweepNeeded(on) };
  return gainOfSeeds(evidence, design, { baseline, treated, layer });
}

/** Only of seeds in which nothing is missing: intermediate tasks differ more than seeds do. */
function gainOfSeeds(
  { layers }: Evidence,
  { group, tables, upwards }: TargetDesign,
  {
    baseline,
    treated,
    layer,
  }: { readonly baseline: Measured; readonly treated: readonly Measured[]; readonly layer: number },
): GainAtLayer {
  const none = (needed: string): GainAtLayer => ({ gain: null, at: '', needed });
  const untrained = tables.get(baseline)?.seedless === true;
  const seeds = [...new Set(treated.flatMap(({ cells }) => cells.map(({ seed }) => seed)))];
  const sides = untrained ? treated : [...treated, baseline];
  const whole = seeds.filter((seed) => sides.every((one) => isWhole(layers, one, seed)));
  const on = group.target.name;
  if (whole.length === 0) return none(`a seed in which every intermediate task has all its runs on ${on}`);
  const scoreOf = (one: Measured, seed: number | null) =>
    mean(summariesOf(layers, one, seed).map(({ scores }) => scores[`${layer}`] ?? Number.NaN));
  const sign = upwards ? 1 : -1;
  const bySeed = whole.map(
    (seed) => sign * (mean(treated.map((one) => scoreOf(one, seed))) - scoreOf(baseline, untrained ? null : seed)),
  );
  if (bySeed.some(Number.isNaN)) return none(sweepNeeded(on));
  const left = seeds.length - whole.length;
  const without = left > 0 ? `; ${counted(left, 'seed')} with missing runs left out` : '';
  return { gain: estimateOfSeeds(bySeed), at: ` at layer ${layer} (interval over seeds${without})`, needed: null };
}

const sweepNeeded = (target: string): string =>
  `a sweep of layers on ${target}: zero-shot and the intermediates took different ones`;

/** Whether a condition has in a seed every language that it has in any, each with a layer. */
function isWhole(layers: readonly LayerSummary[], { cells }: Measured, seed: number): boolean {
  const known = new Set(layers.map(({ stage }) => stage));
  const own = cells.filter((cell) => cell.seed === seed && known.has(cell.stage)).map(({ language }) => language);
  return cells.every(({ language }) => own.includes(language));
}

/** One an evaluation of a condition, of one seed or of all. */
function summariesOf(layers: readonly LayerSummary[], { cells }: Measured, seed: number | null = null): LayerSummary[] {
  const stages = new Set(cells.filter((cell) => seed === null || cell.seed === seed).map(({ stage }) => stage));
  return layers.filter(({ stage }) => stages.has(stage));
}
