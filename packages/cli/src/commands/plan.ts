import type { Plan, Store } from '@stopover/study';
import { clippedInWords } from '../clipped-note.ts';
import { notAvailable } from '../not-available.ts';
import type { OutputOptions, SourceOptions, WorkOptions } from '../options.ts';
import { summariseStages, summaryColumns, summaryNote, summaryRow } from '../plan-summary.ts';
import { nothingToRun, planPrepared, prepareStudy, readStudy } from '../prepare-study.ts';
import { sameData } from '../publish-report.ts';
import { counted, duration } from '../quantities.ts';
import { table } from '../table.ts';
import { createTerminal, type Terminal } from '../terminal.ts';

/** Options of `plan`. */
export interface PlanOptions extends OutputOptions, SourceOptions, Pick<WorkOptions, 'store'> {
  /** Lists them, however many there are. */
  readonly stages?: boolean;
}

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
  const summary = summariseStages(planned, stages);
  const nothing = cells.length === 0 ? nothingToRun(planned, study.file) : undefined;
  const facts = { study: study.name, store: store.folder, source: services.source.name, toRun };
  const counts = { jobs: jobs.length, cells: cells.length };
  const refusal = nothing && { error: nothing.problem, status: nothing.exitCode };
  const { clipped = [] } = planned;
  terminal.document({ ...facts, ...counts, summary, stages, unavailable, overlaps, clipped, ...refusal });
  const listed = options.stages === true || stages.length <= mostListed;
  if (listed && stages.length > 0) print(stages, terminal);
  if (!listed) terminal.print(table(summaryColumns, summary.map(summaryRow), terminal.colors.bold));
  if (!listed) terminal.print(summaryNote(stages.length));
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
  for (const line of sharesInWords(stages, listed)) terminal.print(line);
  for (const one of clipped) terminal.print(terminal.colors.yellow(clippedInWords(one)));
  for (const overlap of overlaps) terminal.print(terminal.colors.yellow(sameData(overlap)));
  for (const line of notAvailable(unavailable)) terminal.print(terminal.colors.yellow(line));
  if (!nothing) return 0;
  terminal.note(`stopover: ${nothing.message}`);
  return nothing.exitCode;
}

/** Beyond it a list tells less than a summary. */
const mostListed = 50;

/** How tasks share the steps of a stage; where stages are not listed, one line for all that share alike. */
function sharesInWords(stages: readonly PlannedStage[], listed: boolean): readonly string[] {
  const lines = new Map<string, string>();
  for (const { key, title, shares } of stages) {
    if (!shares) continue;
    const parts = Object.entries(shares).map(([task, share]) => `${task} ${(100 * share).toFixed(1)} %`);
    const alike = listed ? key : parts.join();
    if (!lines.has(alike)) lines.set(alike, `Steps of ${title}, by rows: ${parts.join(', ')}.`);
  }
  return [...lines.values()];
}

async function stagesOf(planned: Plan, store: Store): Promise<PlannedStage[]> {
  const present = await store.keys();
  const stages: PlannedStage[] = [];
  for (const { key, title, kind, expected } of planned.stages) {
    const record = present.has(key) ? await store.find(key) : undefined;
    const { rows, steps, seconds, shares } = expected;
    const done = record !== undefined;
    const stage = { key, title, kind, done, rows, steps, seconds: record?.seconds ?? seconds };
    stages.push({ ...stage, ...(shares && { shares }) });
  }
  return stages;
}

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
