import type { Plan, Store } from '@stopover/study';
import { notAvailable } from '../not-available.ts';
import type { OutputOptions, SourceOptions, WorkOptions } from '../options.ts';
import { planPrepared, prepareStudy, readStudy } from '../prepare-study.ts';
import { sameData } from '../publish-report.ts';
import { counted, duration } from '../quantities.ts';
import { table } from '../table.ts';
import { createTerminal, type Terminal } from '../terminal.ts';

/** Options of `plan`. */
export type PlanOptions = OutputOptions & SourceOptions & Pick<WorkOptions, 'store'>;

/** One stage, as the table and `--json` show it. */
interface PlannedStage {
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly done: boolean;
  readonly rows: number;
  readonly steps: number;
  /** What it took, or what is expected; null without anything to judge by. */
  readonly seconds: number | null;
  /** Where several tasks, or text beside one, share the steps: the share of each. */
  readonly shares?: Readonly<Record<string, number>>;
}

/** Shows the stages of a study; runs nothing. */
export async function plan(path: string, options: PlanOptions): Promise<number> {
  const terminal = createTerminal(options);
  const prepared = await prepareStudy(await readStudy(path), options, terminal);
  const { study, services, store } = prepared;
  const planned = await planPrepared(prepared, study);
  const stages = await stagesOf(planned, store);
  const left = stages.filter(({ done }) => !done);
  const { unavailable, overlaps, cells, jobs } = planned;
  const toRun = { stages: left.length, steps: left.reduce((sum, { steps }) => sum + steps, 0) };
  const facts = { study: study.name, store: store.folder, source: services.source.name, toRun };
  terminal.document({ ...facts, jobs: jobs.length, cells: cells.length, stages, unavailable, overlaps });
  if (stages.length > 0) print(stages, terminal);
  terminal.print(
    `\n${counted(stages.length, 'stage')} for ${counted(cells.length, 'cell')} of the grid; ${left.length} to run.`,
  );
  if (stages.some(({ seconds }) => seconds === null) && stages.some(({ kind }) => kind !== 'translate')) {
    terminal.print('A time is told where the store has a stage of its sort, of this model on this machine.');
  }
  if (planned.stages.some(({ data }) => data.some(({ task }) => services.tasks.get(task, 'plan').kind === 'span'))) {
    terminal.print(
      'Steps of question answering count rows: of long contexts there are several windows, and more steps.',
    );
  }
  for (const { title, shares } of stages) {
    if (!shares) continue;
    const parts = Object.entries(shares).map(([task, share]) => `${task} ${(100 * share).toFixed(1)} %`);
    terminal.print(`Steps of ${title}, by rows: ${parts.join(', ')}.`);
  }
  for (const overlap of overlaps) terminal.print(terminal.colors.yellow(sameData(overlap)));
  for (const line of notAvailable(unavailable)) terminal.print(terminal.colors.yellow(line));
  return 0;
}

const stagesOf = (planned: Plan, store: Store): Promise<PlannedStage[]> =>
  Promise.all(
    planned.stages.map(async ({ key, title, kind, expected }) => {
      const record = await store.find(key);
      const { rows, steps, seconds, shares } = expected;
      const planned = {
        key,
        title,
        kind,
        done: record !== undefined,
        rows,
        steps,
        seconds: record?.seconds ?? seconds,
      };
      return { ...planned, ...(shares && { shares }) };
    }),
  );

function print(stages: readonly PlannedStage[], terminal: Terminal): void {
  const right = 'right' as const;
  const columns = [
    { title: '' },
    { title: 'stage' },
    { title: 'key' },
    { title: 'kind' },
    { title: 'rows', align: right },
    { title: 'steps', align: right },
    { title: 'time', align: right },
  ];
  const rows = stages.map(({ key, title, kind, done, rows: count, steps, seconds }) => [
    done ? terminal.colors.green('✓') : '·',
    title,
    key.slice(0, 8),
    kind,
    String(count),
    String(steps),
    seconds === null ? '' : duration(seconds),
  ]);
  terminal.print(table(columns, rows, terminal.colors.bold));
}
