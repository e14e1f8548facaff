// The smallest effects that a study will be able to tell, before it runs.
import { isEnglish } from '@stopover/data';
import type { Plan, PlannedCell } from '../records/plan.ts';
import type { Store } from '../store/store.ts';
import { type Deviations, deviationsOf } from './deviations.ts';

/** The smallest effect that a contrast of a study finds with 80 % probability at 5 %, with what it was reckoned from. */
export interface Detectable {
  readonly target: string;
  /** Name of the target's list of training tasks. */
  readonly training: string;
  /** Whether an intermediate or shots stand against zero-shot. */
  readonly contrast: 'intermediate' | 'shots';
  /** Labelled target-language examples; 0 for an intermediate. */
  readonly shots: number;
  readonly seeds: number;
  /** Draws of shots; 0 for an intermediate. */
  readonly draws: number;
  readonly languages: number;
  /** Test rows of a language, the mean over them. */
  readonly items: number;
  /** Standard deviation over seeds of one arm's score, in points. */
  readonly seedDeviation: number;
  /** Of one arm's score over draws, in points; 0 without draws. */
  readonly drawDeviation: number;
  /** What is a default, and was not measured in the store. */
  readonly assumed: readonly ('seedDeviation' | 'drawDeviation' | 'discordance')[];
  /** In points; null with one seed, which tells nothing of how much seeds differ. */
  readonly effect: number | null;
  /** The fewest seeds that find an effect of the study's margin; null where no number up to a hundred does. */
  readonly seedsForMargin: number | null;
}

/** What is taken where the store has no runs: points over seeds and draws. */
export const assumedDeviation = 1;
/** Share of items that two models answer differently. */
export const assumedDiscordance = 0.16;
/** How far an item's difference in one language of a parallel test agrees with that in another. */
const assumedAgreement = 0.5;

/** With up to so many seeds their variances are pooled over arms. */
const mostPooled = 4;

/** For each target and training: an intermediate, and the largest number of shots, each against zero-shot. */
export async function detectableEffects(plan: Plan, store: Store): Promise<readonly Detectable[]> {
  const { itemError, detectableEffect, seedDegrees, seedsFor } = await import('@stopover/statistics');
  const {
    margin,
    seeds: { length: seeds },
  } = plan.study;
  const found: Detectable[] = [];
  const byKey = new Map(plan.stages.map((stage) => [stage.key, stage]));
  for (const design of designsOf(plan)) {
    const { cells, shots, draws, arms, seededSides, parallel, ...place } = design;
    const test = testOf(byKey, cells);
    const measured = await deviationsOf(cells, store, { target: place.target, shots });
    const error = itemError({
      ...test,
      discordance: assumedDiscordance,
      betweenLanguages: parallel ? assumedAgreement : 0,
    });
    const deviation = measured.draws ?? assumedDeviation;
    const known = {
      seedDeviation: measured.seeds ?? assumedDeviation,
      seededSides,
      itemError: error,
      ...(draws > 0 && { draws: { count: draws, deviation } }),
    };
    const degreesOf = (count: number) => seedDegrees(count, arms, count <= mostPooled);
    found.push({
      ...{ ...place, shots, seeds, draws, ...test },
      seedDeviation: known.seedDeviation,
      drawDeviation: draws > 0 ? deviation : 0,
      assumed: assumedOf(measured, draws),
      effect: seeds < 2 ? null : detectableEffect({ ...known, seeds, degrees: degreesOf(seeds) }),
      seedsForMargin: seedsFor(margin, { ...known, degreesOf }),
    });
  }
  return found;
}

const assumedOf = ({ seeds, draws }: Deviations, drawn: number): Detectable['assumed'] => [
  ...(seeds === null ? (['seedDeviation'] as const) : []),
  ...(drawn > 0 && draws === null ? (['drawDeviation'] as const) : []),
  'discordance',
];

interface Design extends Pick<Detectable, 'target' | 'training' | 'contrast' | 'shots' | 'draws'> {
  readonly parallel: boolean;
  /** Arms over which variances are pooled. */
  readonly arms: number;
  /** Sides of the contrast that seeds decide. */
  readonly seededSides: 1 | 2;
  /** Of the arms that are compared, and of those that they are pooled with. */
  readonly cells: readonly PlannedCell[];
}

function designsOf({ cells, targets, study, stages }: Plan): readonly Design[] {
  const withStop = new Set(study.arms.filter(({ perIntermediate }) => perIntermediate).map(({ name }) => name));
  const isSeeded = seededIn(stages);
  const isMain = mainIn(study);
  const zeroShot = study.arms.find(({ against }) => against === null)?.name;
  return targets.flatMap(({ name: target, parallel }) => {
    const own = cells.filter((cell) => cell.target === target);
    return [...new Set(own.map(({ training }) => training))].flatMap((training): Design[] => {
      const here = own.filter((cell) => cell.training === training);
      const main = here.filter(isMain);
      const pooled = main.length > 0 ? main : here;
      const without = here.filter(({ shots }) => shots === 0);
      const most = Math.max(0, ...here.map(({ shots }) => shots));
      const drawn = here.filter(({ shots }) => shots === most);
      const place = { target, training, parallel };
      const stops = without.some(({ arm }) => withStop.has(arm));
      const direct = without.filter(({ arm }) => !withStop.has(arm));
      const draws = new Set(drawn.map(({ bucket }) => bucket)).size;
      const seededSides = direct.some((cell) => cell.arm === zeroShot && !isSeeded(cell)) ? 1 : 2;
      const armsWith = (k: number) => armsIn(pooled.filter((cell) => cell.shots === k && isSeeded(cell)));
      const [ofWithout, ofDrawn] = [armsWith(0), armsWith(most)];
      // Of two classes the smaller one bounds what is known of the seeds; a side that has none bounds nothing.
      const arms = seededSides === 2 ? Math.min(ofWithout, ofDrawn) : ofDrawn;
      const common = { ...place, seededSides } as const;
      return [
        ...(stops && direct.length > 0
          ? [{ ...common, contrast: 'intermediate' as const, shots: 0, draws: 0, arms: ofWithout, cells: without }]
          : []),
        ...(most > 0 && direct.length > 0
          ? [{ ...common, contrast: 'shots' as const, shots: most, draws, arms, cells: [...without, ...drawn] }]
          : []),
      ];
    });
  });
}

/** Whether a seed decides the model that a cell scores: not where that is one that the study did not train. */
function seededIn(stages: Plan['stages']): (cell: PlannedCell) => boolean {
  const untrained = new Set(
    stages.flatMap((stage) => (stage.kind === 'evaluate' && 'base' in stage.from ? [stage.key] : [])),
  );
  return ({ stage }) => !untrained.has(stage);
}

/** Whether a cell is of a class of arms that a report pools with zero-shot: kept in the same way, and of one seed. */
function mainIn({ arms, selections }: Plan['study']): (cell: PlannedCell) => boolean {
  const byName = new Map(arms.map((arm) => [arm.name, arm]));
  const select = arms.find(({ against }) => against === null)?.select ?? null;
  // Labels of the language choose no model that others are compared with.
  const selection = select ?? selections.find((one) => one !== 'oracle') ?? selections[0];
  return (cell) => {
    const arm = byName.get(cell.arm);
    if (!arm || arm.average !== null || arm.sum || arm.select !== select) return false;
    return selection === undefined || cell.selection === selection;
  };
}

/** Different arms of one model, without their copies under several models; where models differ in them, the fewest. */
function armsIn(cells: readonly PlannedCell[]): number {
  const byModel = new Map<string, Set<string>>();
  for (const { model, arm, intermediate } of cells)
    byModel.set(model, (byModel.get(model) ?? new Set()).add(JSON.stringify([arm, intermediate])));
  return byModel.size === 0 ? 0 : Math.min(...[...byModel.values()].map(({ size }) => size));
}

/** Languages of a macro average and the mean number of test rows of one. */
function testOf(
  byKey: ReadonlyMap<string, Plan['stages'][number]>,
  cells: readonly PlannedCell[],
): Pick<Detectable, 'languages' | 'items'> {
  const all = new Set(cells.map(({ language }) => language));
  const others = [...all].filter((language) => !isEnglish(language));
  const rows = [...new Set(cells.map(({ stage }) => stage))].map((key) => {
    const stage = byKey.get(key);
    return stage ? stage.expected.rows / Math.max(1, stage.data.length) : 0;
  });
  const items = rows.reduce((sum, one) => sum + one, 0) / Math.max(1, rows.length);
  return { languages: others.length > 0 ? others.length : all.size, items: Math.round(items) };
}
