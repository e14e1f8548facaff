import { ArmTable, type CellKey, describeArm, type PlannedArm } from '@stopover/study';
import type { RowError } from './row-error.ts';
import type { CollectedRun } from './run-collector.ts';

/** The arms of a table's runs, and what is to be said of them. */
export interface TableArms {
  readonly arms: readonly PlannedArm[];
  /** What a reader of any number must know, a sentence each. */
  readonly notices: readonly string[];
  readonly notes: readonly string[];
}

const plain = 'zero-shot';

/**
 * What each arm of a table is: a built-in one by its name, one that a study file or the table's own head describes, else
 * one of its own, known by its rows. All are compared with zero-shot, or where there is none with the first arm that has
 * neither intermediate nor shots.
 * @throws DataError naming the row in which an arm has, or has not, an intermediate or shots, against what it is.
 */
export function armsOf(runs: readonly CollectedRun[], described: readonly PlannedArm[], wrong: RowError): TableArms {
  const names = [...new Set(runs.map(({ key }) => key.arm))];
  const baseline = names.includes(plain) ? plain : plainArm(runs);
  const table = new ArmTable();
  const builtIn = table.formsOf(table.names.map((name) => ({ name, where: 'arm' }))).map(describeArm);
  const known = [...described, ...builtIn];
  const own = names.flatMap((name) => {
    if (known.some((one) => one.name === name)) return [];
    const first = runs.find(({ key }) => key.arm === name);
    return first ? [ownArm(first.key)] : [];
  });
  const arms = [...known, ...own]
    .filter(({ name }, i, all) => names.includes(name) && all.findIndex((one) => one.name === name) === i)
    .map((arm) => against(arm, baseline));
  for (const run of runs) check(run, { arms, known, wrong });
  return { arms, notices: noticesOn(baseline), notes: notesOn(baseline, own) };
}

/** A report calls what all are compared with by the name that it has in a study. */
const noticesOn = (baseline: string | undefined): readonly string[] =>
  baseline === undefined || baseline === plain
    ? []
    : [`The table has no arm zero-shot: what is called zero-shot here is its arm ${baseline}.`];

const plainArm = (runs: readonly CollectedRun[]): string | undefined =>
  runs.find(({ key }) => key.intermediate === 'none' && key.shots === 0)?.key.arm;

const against = (arm: PlannedArm, baseline: string | undefined): PlannedArm => {
  if (arm.name === baseline) return { ...arm, against: null };
  return arm.against === null || arm.against === plain ? { ...arm, against: baseline ?? plain } : arm;
};

/** An arm of which nothing is known but its rows. */
function ownArm({ arm, intermediate, shots }: CellKey): PlannedArm {
  const stop = intermediate !== 'none';
  return {
    name: arm,
    arm,
    intermediate: stop,
    perIntermediate: stop,
    shots: shots > 0,
    english: true,
    translated: false,
    against: plain,
    withoutShots: null,
    average: null,
    label: `${stop ? '{intermediate} + ' : ''}${arm}${shots > 0 ? ', {k} shots' : ''}`,
    select: null,
    path: arm,
    line: arm,
    citation: null,
  };
}

interface ArmCheck {
  readonly arms: readonly PlannedArm[];
  readonly known: readonly PlannedArm[];
  readonly wrong: RowError;
}

function check({ key, row }: CollectedRun, { arms, known, wrong }: ArmCheck): void {
  const arm = arms.find(({ name }) => name === key.arm);
  if (!arm) return;
  const other = known.find((one) => one.arm === arm.arm && one.perIntermediate !== arm.perIntermediate)?.name;
  if (arm.perIntermediate !== (key.intermediate !== 'none')) {
    const what = arm.perIntermediate
      ? `the arm ${arm.name} has an intermediate, and the row names none`
      : `the arm ${arm.name} has no intermediate, and the row names ${key.intermediate}`;
    throw wrong(row, what, other ? `Correct the column intermediate, or take the arm ${other}.` : remedy);
  }
  if (arm.shots !== key.shots > 0) {
    const what = arm.shots
      ? `the arm ${arm.name} trains on target-language examples, and shots is 0`
      : `the arm ${arm.name} has no shots, and the row says ${key.shots}`;
    throw wrong(row, what, remedy);
  }
}

const remedy = 'Correct the columns intermediate and shots, or give the two arms different names.';

function notesOn(baseline: string | undefined, own: readonly PlannedArm[]): readonly string[] {
  const missing =
    baseline === undefined
      ? ['There is no arm zero-shot and none without intermediate and shots: nothing is compared with a baseline.']
      : [`There is no arm zero-shot: all are compared with ${baseline}.`];
  const named = own.filter(({ name }) => name !== baseline).map(({ name }) => name);
  const strange =
    named.length > 0 ? [`No arms of Stopover, and so compared with the baseline alone: ${named.join(', ')}.`] : [];
  return [...(baseline === plain ? [] : missing), ...strange];
}
