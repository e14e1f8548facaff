// What a plan with many stages comes to, told by arm, target and intermediate.
import { choiceInWords, type Plan, StageNeeds, trialKeys } from '@stopover/study';
import { counted, duration } from './quantities.ts';

/** A stage with whether the store has it. */
export interface CountedStage {
  readonly key: string;
  readonly done: boolean;
  readonly steps: number;
  /** Null without anything to judge by. */
  readonly seconds: number | null;
}

/** Cells with one arm, target or intermediate, or the trials of a sweep, and the stages that they need; a stage that several share is in each. */
export interface SummaryLine {
  readonly by: 'arm' | 'target' | 'intermediate' | 'sweep' | 'total';
  readonly name: string;
  readonly cells: number;
  readonly stages: number;
  readonly toRun: number;
  /** Of the stages to run. */
  readonly steps: number;
  /** Of the stages to run, in one process; null where not all of them can be judged. */
  readonly seconds: number | null;
}

/** A line for each arm, target, intermediate and choice of a sweep, and one for all. */
export function summariseStages(plan: Plan, stages: readonly CountedStage[]): SummaryLine[] {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const needs = new StageNeeds(plan.stages);
  const lineOf = (by: SummaryLine['by'], name: string, cells: Plan['cells'], more: readonly string[] = []) => {
    const wanted = new Set([...cells.map(({ stage }) => stage), ...more]);
    const own = needs.neededFor(wanted).flatMap(({ key }) => byKey.get(key) ?? []);
    return { by, name, cells: cells.length, stages: own.length, ...left(own) };
  };
  const lines = (['arm', 'target', 'intermediate'] as const).flatMap((by) =>
    [...groups(plan.cells, (cell) => cell[by])].map(([name, cells]) => lineOf(by, name, cells)),
  );
  const { choices = [] } = plan.sweep ?? {};
  const trials = choices.map((choice) =>
    lineOf('sweep', choiceInWords(choice, plan.study.models), [], trialKeys([choice])),
  );
  return [...lines, ...trials, lineOf('total', '', plan.cells, trialKeys(choices))];
}

/** The summary as rows of a table under `summaryColumns`. */
export const summaryRow = ({ by, name, cells, stages, toRun, steps, seconds }: SummaryLine): readonly string[] => [
  by,
  name,
  ...[cells, stages, toRun, steps].map(String),
  seconds === null ? '' : duration(seconds),
];

const right = 'right' as const;

/** The columns of `summaryRow`. */
export const summaryColumns = [
  { title: '' },
  { title: '' },
  ...['cells', 'stages', 'to run', 'steps', 'time'].map((title) => ({ title, align: right })),
];

/** What the numbers above mean. */
export const summaryNote = (stages: number): string =>
  `Steps and time are of what is to run. A stage that several lines need counts in each; --stages lists all ${counted(stages, 'stage')}.`;

function left(stages: readonly CountedStage[]) {
  let [toRun, steps, seconds]: [number, number, number | null] = [0, 0, 0];
  for (const stage of stages) {
    if (stage.done) continue;
    toRun++;
    steps += stage.steps;
    seconds = seconds === null || stage.seconds === null ? null : seconds + stage.seconds;
  }
  return { toRun, steps, seconds };
}

function groups<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const all = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = all.get(name);
    if (group) group.push(item);
    else all.set(name, [item]);
  }
  return all;
}
