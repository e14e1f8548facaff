import {
  type Contrast,
  type Effect,
  independentRuns,
  intervalOf,
  isErrorKnown,
  observedDetectable,
  pValueOf,
} from '@stopover/statistics';
import type { Measured } from '../analysis/conditions.ts';
import { plain } from '../analysis/names.ts';
import { contrastIn, poolFor, type TargetDesign } from '../analysis/target-design.ts';
import type { AlignedPair } from './aligned-groups.ts';
import type { ComparedRow } from './compared.ts';

/** A target of two studies as the statistics see it. */
export interface PairedDesigns {
  readonly first: TargetDesign;
  readonly second: TargetDesign;
  readonly models: AlignedPair['models'];
}

/** A condition that both studies have. */
export interface ConditionPair {
  readonly first: Measured;
  readonly second: Measured;
  /** Subtracted on both sides, where gains are compared. */
  readonly baselines?: { readonly first: Measured; readonly second: Measured };
}

/** The difference of a pair over the averaged languages (null) or in one; null where a side has no complete seed. */
export function rowOf(
  { first, second, models }: PairedDesigns,
  pair: ConditionPair,
  language: string | null,
): ComparedRow | null {
  const { baselines } = pair;
  const languages = commonLanguages(first, pair, language);
  const [a, b] = [
    contrastIn(first, termsOf(pair.first, baselines?.first), languages),
    contrastIn(second, termsOf(pair.second, baselines?.second), languages),
  ];
  if (!a || !b) return null;
  const effect = independentRuns({ contrast: b, pool: poolFor(second, b) }, { contrast: a, pool: poolFor(first, a) });
  const stages = (...list: readonly (Measured | undefined)[]) =>
    new Set(
      list
        .flatMap((one) => one?.cells ?? [])
        .flatMap((cell) => (languages.includes(cell.language) ? [cell.stage] : [])),
    );
  const [ofFirst, ofSecond] = [stages(pair.first, baselines?.first), stages(pair.second, baselines?.second)];
  const shared = [...ofFirst].filter((stage) => ofSecond.has(stage)).length;
  const same = shared === ofFirst.size && shared === ofSecond.size;
  return {
    target: first.group.target.name,
    training: first.group.training,
    model: first.group.model ?? second.group.model,
    models,
    condition: plain(pair.first),
    quantity: baselines ? 'gain' : 'score',
    language,
    languages: effect.languages,
    metric: first.group.target.metric,
    first: scoreOf(a),
    second: scoreOf(b),
    ...(same ? sameRuns : numbersOf(effect)),
    pAdjusted: null,
    seeds: [seedsOf(a), seedsOf(b)],
    sharedRuns: shared,
  };
}

const termsOf = (condition: Measured, baseline: Measured | undefined) => [
  [condition, 1] as const,
  ...(baseline ? [[baseline, -1] as const] : []),
];

/** Those in which every condition of the pair has results in both studies. */
function commonLanguages({ group }: TargetDesign, pair: ConditionPair, language: string | null): string[] {
  const all = [pair.first, pair.second, pair.baselines?.first, pair.baselines?.second].flatMap((one) => one ?? []);
  const asked = language === null ? [...group.averaged] : [language];
  return asked.filter((one) => all.every(({ cells }) => cells.some((cell) => cell.language === one)));
}

/** The very same evaluations: nothing is estimated. */
const sameRuns = { estimate: 0, interval: [0, 0], p: 1, verdict: 'the same runs', detectable: null } as const;

function numbersOf(effect: Effect): Pick<ComparedRow, 'estimate' | 'interval' | 'p' | 'verdict' | 'detectable'> {
  // Seeds of one side alone are no interval: the other side's luck is in the difference too.
  const known = isErrorKnown(effect);
  return {
    estimate: effect.value,
    interval: known ? intervalOf(effect) : null,
    p: known ? pValueOf(effect) : null,
    verdict: 'unclear',
    detectable: known && effect.seeds > 1 ? observedDetectable(effect.error) : null,
  };
}

const seedsOf = ({ terms, seeds }: Contrast): number => (terms.every(({ arm }) => arm.seedless) ? 0 : seeds.length);

/** The mean over languages, seeds and draws, in points. */
const scoreOf = ({ languages }: Contrast): number =>
  languages.reduce((sum, { runs }) => sum + runs.reduce((all, run) => all + run.mean, 0) / runs.length, 0) /
  languages.length;
