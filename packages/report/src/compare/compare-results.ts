import { RequestError } from '@stopover/core';
import { holmKnown } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { Measured } from '../analysis/conditions.ts';
import { verdictOf } from '../analysis/effects.ts';
import { groupName } from '../analysis/group-name.ts';
import { nameOf } from '../analysis/names.ts';
import { baselineOf, isBaseline } from '../analysis/roles.ts';
import { designOf } from '../analysis/target-design.ts';
import { type AlignedPair, alignedPairs } from './aligned-groups.ts';
import type { Compared, ComparedRow, Unpaired } from './compared.ts';
import { type ConditionPair, type PairedDesigns, rowOf } from './compared-row.ts';
import { comparedHeadline } from './compared-text.ts';
import { studyDifferences } from './study-differences.ts';

/** How two studies are compared. */
export interface CompareOptions {
  /** What the studies are called: `STORE#STUDY`. Their own names without. */
  readonly names?: readonly [first: string, second: string];
  /** The smallest difference that matters, in points; the larger of the studies' own without. */
  readonly margin?: number;
}

/**
 * Compares what two studies both have: same target, English training, language and condition. Items are paired, seeds and
 * draws of shots are not (`independentRuns`): a seed of one study has nothing in common with that number in the other. Runs
 * that are the very same in both, by their stages' keys, differ by exactly 0.
 * @throws RequestError when they have nothing in common.
 * @throws DataError when the cells of a study contradict each other, or an id stands for several items of a language.
 */
export function compareResults(first: Results, second: Results, options: CompareOptions = {}): Compared {
  const names = options.names ?? [first.study.name, second.study.name];
  const margin = options.margin ?? Math.max(first.study.margin ?? 1, second.study.margin ?? 1);
  const { pairs, unpaired: groups } = alignedPairs(first, second, names);
  const unpaired: Unpaired[] = [...groups];
  const rows = pairs.flatMap((pair) => rowsOf(pair, margin, unpaired));
  if (rows.length === 0) {
    throw new RequestError({
      where: `${names[0]} and ${names[1]}`,
      what: ['they have no condition in common', ...unpaired.map(({ what, reason }) => `${what}: ${reason}`)].join(
        '; ',
      ),
      remedy: 'Compare studies that score the same target in the same language with the same arm.',
    });
  }
  return {
    schema: 'stopover-comparison/1',
    studies: names,
    margin,
    notices: [first, second].flatMap(({ notices = [] }, i) => notices.map((notice) => `${names[i]}: ${notice}`)),
    headline: comparedHeadline(rows),
    rows,
    unpaired,
    differs: studyDifferences(first, second),
  };
}

function rowsOf({ first, second, models }: AlignedPair, margin: number, unpaired: Unpaired[]): ComparedRow[] {
  const designs: PairedDesigns = { first: designOf(first), second: designOf(second), models };
  const { upwards } = designs.first;
  const pairs = conditionPairs(designs, unpaired);
  const [a, b] = [baselineOf(first.conditions), baselineOf(second.conditions)];
  const baselines = pairs.find((pair) => pair.first === a && pair.second === b);
  const gains = baselines
    ? pairs.filter((pair) => !isBaseline(pair.first)).map((pair) => ({ ...pair, baselines }))
    : [];
  return [pairs, gains].flatMap((family) => {
    const macro = corrected(
      family.flatMap((pair) => rowOf(designs, pair, null) ?? []),
      { margin, upwards },
    );
    const inLanguages = family.flatMap((pair) =>
      corrected(
        first.languages.flatMap((language) => rowOf(designs, pair, language) ?? []),
        { margin, upwards },
      ),
    );
    return [...macro, ...inLanguages];
  });
}

const keyOf = ({ arm, intermediate, shots, selection }: Measured): string =>
  JSON.stringify([arm, intermediate, shots, selection]);

/** Conditions that have results in both; the others are told. */
function conditionPairs({ first, second }: PairedDesigns, unpaired: Unpaired[]): ConditionPair[] {
  const scored = (conditions: readonly Measured[]) => conditions.filter(({ cells }) => cells.length > 0);
  const [ofFirst, ofSecond] = [scored(first.group.conditions), scored(second.group.conditions)];
  const name = groupName(nameOf(first.group));
  const lone = (one: Measured, others: readonly Measured[], where: string) => {
    if (others.some((other) => keyOf(other) === keyOf(one))) return;
    unpaired.push({ what: `${name}, ${one.name}`, reason: `only in the ${where} study` });
  };
  for (const one of ofFirst) lone(one, ofSecond, 'first');
  for (const one of ofSecond) lone(one, ofFirst, 'second');
  return ofFirst.flatMap((one) => {
    const other = ofSecond.find((candidate) => keyOf(candidate) === keyOf(one));
    return other ? [{ first: one, second: other }] : [];
  });
}

/** Holm's correction over rows that are not the same runs, and the verdicts that follow it. */
function corrected(
  family: readonly ComparedRow[],
  options: { readonly upwards: boolean; readonly margin: number },
): ComparedRow[] {
  const adjusted = holmKnown(family.map(({ p, verdict }) => (verdict === 'the same runs' ? null : p)));
  return family.map((row, i) => {
    if (row.verdict === 'the same runs') return row;
    const pAdjusted = adjusted[i] ?? null;
    // A base model that was not trained has no seeds to be too few.
    const trained = row.seeds.filter((count) => count > 0);
    const seeds = trained.length > 0 ? Math.min(...trained) : 0;
    return { ...row, pAdjusted, verdict: verdictOf({ interval: row.interval, seeds }, pAdjusted, options) };
  });
}
