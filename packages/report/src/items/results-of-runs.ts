import { basename, extname } from 'node:path';
import { type Selection, selections } from '@stopover/core';
import { corpusF1, mean } from '@stopover/statistics';
import {
  ArmTable,
  type Cell,
  declaredIn,
  describeArm,
  type PlannedArm,
  type Results,
  type Study,
  splitNotices,
  type TargetSummary,
} from '@stopover/study';
import { groupNotes } from './group-notes.ts';
import { notKnown } from './not-known.ts';
import { parallelTargets } from './parallel-targets.ts';
import { armsOf } from './planned-arms.ts';
import type { CollectedRun, CollectedTarget, RunCollector } from './run-collector.ts';
import type { TableContext } from './table-context.ts';
import type { TableHead } from './table-head.ts';

/** A study's results from the runs of an item table, and what is to be said of them. */
export function resultsOfRuns(
  collector: RunCollector,
  context: TableContext,
): { readonly results: Results; readonly notes: readonly string[] } {
  const { columns, head, study, wrong } = context;
  const runs = collector.runs();
  const flagged = columns.includes('degenerate');
  const { arms, notes, ...ofArms } = armsOf(
    runs,
    [...(study ? armsIn(study) : []), ...(head?.study.arms ?? [])],
    wrong,
  );
  const parallel = parallelTargets(runs, context);
  const targets = collector.targets().map((target) => summaryOf(target, parallel.names, head));
  // A table that this program wrote says it in its head as well.
  const notices = [...new Set([...(head?.notices ?? []), ...splitNotices(targets), ...ofArms.notices])];
  const results: Results = {
    study: studyOf(runs, arms, context),
    targets,
    cells: runs.map((run) => cellOf(run, targets, { path: context.path, written: head !== undefined, flagged })),
    ...{ stages: [], skipped: [], cut: [], unavailable: [], failed: [] },
    overlaps: head?.overlaps ?? [],
    ...(notices.length > 0 && { notices }),
    ...(head?.planned && { planned: head.planned }),
    references: [],
  };
  return { results, notes: [...notes, ...parallel.notes, ...groupNotes(runs), ...seedNotes(results)] };
}

/** Arms that a study file composes itself; those of plugins are known by their rows. */
function armsIn({ arms }: Study): readonly PlannedArm[] {
  const table = new ArmTable();
  return table.formsOf(arms.filter((one) => table.knows(one, arms))).map(describeArm);
}

const summaryOf = (
  { name, metric, split }: CollectedTarget,
  parallel: ReadonlySet<string>,
  head: TableHead | undefined,
): TargetSummary => {
  const known = head?.targets.find((one) => one.name === name);
  return {
    name,
    kind: known?.kind ?? 'unknown',
    metric,
    split,
    range: [0, 100],
    parallel: parallel.has(name),
    chance: known && known.chance !== null ? (100 * (known.chance - known.range[0])) / spanOf(known) : null,
  };
};

const spanOf = ({ range: [worst, best] }: { readonly range: readonly [number, number] }): number => best - worst;

/**
 * @param written whether the table is one of this program: its groups are named to be compared over languages.
 * @param flagged whether it says which runs are degenerate.
 */
function cellOf(
  { key, row, flags, items, scores, counts }: CollectedRun,
  targets: readonly TargetSummary[],
  { path, written, flagged }: { readonly path: string; readonly written: boolean; readonly flagged: boolean },
): Cell {
  const target = targets.find(({ name }) => name === key.target);
  const metric = target?.metric ?? '';
  const comparable = written || target?.parallel === true;
  const points = scores?.map((score) => 100 * score) ?? null;
  const score = counts ? corpusF1(counts) : points ? mean(points) : Number.NaN;
  const alone = items.groups.every((group, i) => group === items.ids[i]);
  return {
    ...key,
    scores: { [metric]: score },
    ids: items.ids,
    items: points,
    // Of this table: what is compared with another's is no run of its own.
    stage: `${path}, row ${row}`,
    ...(counts && { counts }),
    ...(flagged && { flags }),
    ...(!alone && { groups: comparable ? items.groups : items.groups.map((group) => `${key.language} ${group}`) }),
  };
}

/** What the rows hold of a study's grid; everything else as the study file says, or the table's own head. */
function studyOf(
  runs: readonly CollectedRun[],
  arms: readonly PlannedArm[],
  { path, head, study }: TableContext,
): Results['study'] {
  const different = <T>(pick: (run: CollectedRun) => T): T[] => [...new Set(runs.map(pick))];
  const byNumber = (a: number, b: number) => a - b;
  const buckets = new Set(runs.filter(({ key }) => key.shots > 0).map(({ key }) => key.bucket));
  return {
    ...{ source: `the item table ${basename(path)}`, backend: notKnown, recipe: notKnown, order: notKnown },
    ...head?.study,
    name: head?.study.name ?? basename(path, extname(path)),
    ...(study && declaredIn(study)),
    planned: false,
    models: different(({ key }) => key.model),
    seeds: different(({ key }) => key.seed).sort(byNumber),
    shots: different(({ key }) => key.shots)
      .filter((shots) => shots > 0)
      .sort(byNumber),
    buckets: Math.max(buckets.size, 1),
    selections: selectionsOf(runs, arms),
    arms,
    intermediates: intermediatesOf(
      different(({ key }) => key.intermediate),
      head,
    ),
  };
}

/** In the study's order where it is known. */
function intermediatesOf(found: readonly string[], head: TableHead | undefined): readonly string[] {
  const known = head?.study.intermediates.filter((name) => found.includes(name)) ?? [];
  const rest = found.filter((name) => name !== 'none' && !known.includes(name));
  return [...(found.includes('none') && !known.includes('none') ? ['none'] : []), ...known, ...rest];
}

/** None where all models were kept in one way: it then needs no name. An arm's own does not count. */
function selectionsOf(runs: readonly CollectedRun[], arms: readonly PlannedArm[]): readonly Selection[] {
  const own = new Set(arms.filter(({ select }) => select !== null).map(({ name }) => name));
  const found = new Set(runs.filter(({ key }) => !own.has(key.arm)).map(({ key }) => key.selection));
  return found.size > 1 ? selections.filter((one) => found.has(one)) : [];
}

/** Below three seeds nothing is said to help or hurt, and that is better said before the answer. */
function seedNotes({ targets, cells }: Results): readonly string[] {
  return targets.flatMap(({ name }) => {
    const seeds = new Set(cells.filter(({ target }) => target === name).map(({ seed }) => seed)).size;
    if (seeds > 2) return [];
    const count = seeds === 1 ? 'one seed' : 'two seeds';
    return [`${name}: ${count}. Nothing can be said to help or hurt: that takes three.`];
  });
}
