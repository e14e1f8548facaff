import {
  type Detectable,
  detectableEffects,
  expectTime,
  type Plan,
  parseOnly,
  partOf,
  type Store,
} from '@stopover/study';
import type { Mixing } from '@stopover/training';
import type { OutputOptions, PartOptions, SourceOptions, WorkOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { processesFor } from '../study/choose-processes.ts';
import { estimateWith } from '../study/estimate-with.ts';
import { diskInWords, forecastDisk } from '../study/forecast-disk.ts';
import { fitProcesses, forecastMemory, memoryInWords } from '../study/forecast-memory.ts';
import { nothingToRun, planPrepared, prepareStudy, readStudy } from '../study/prepare-study.ts';
import { sameData } from '../study/publish-report.ts';
import { clippedInWords } from '../views/clipped-note.ts';
import { detectableColumns, detectableNotes, detectableRow } from '../views/detectable-view.ts';
import { notAvailable } from '../views/not-available.ts';
import { notedInPlan, planNotes } from '../views/plan-notes.ts';
import { summariseStages, summaryColumns, summaryNote, summaryRow } from '../views/plan-summary.ts';
import { counted, duration } from '../views/quantities.ts';
import { shareList, sharesInWords } from '../views/shares-view.ts';
import { standInNotes } from '../views/sweep-view.ts';
import { table } from '../views/table.ts';
import { forecastTime, timeInWords } from '../views/time-view.ts';

/** Options of `plan`. */
export interface PlanOptions
  extends OutputOptions,
    SourceOptions,
    PartOptions,
    Pick<WorkOptions, 'store' | 'backend' | 'processes' | 'threads'> {
  /** Measures the machine anew. */
  readonly calibrate?: boolean;
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
  /** Of what is to run: how the time is known. */
  readonly by?: Plan['stages'][number]['expected']['by'];
  /** Where several tasks, or text beside one, share the steps: the share of each. */
  readonly shares?: Readonly<Record<string, number>>;
  /** By what the shares are: how data sets are mixed; absent where one has text beside it. */
  readonly mixing?: Mixing;
}

/** Shows the stages of a study; runs nothing. */
export async function plan(path: string, options: PlanOptions): Promise<number> {
  const terminal = createTerminal(options);
  const only = parseOnly(options.only ?? []);
  const prepared = await prepareStudy(await readStudy(path, options.set), options, terminal);
  const { study, services, store } = prepared;
  const chosen = await estimateWith(prepared, options);
  // A stage's process does as much before it begins.
  const { user, system } = process.cpuUsage();
  const estimates = chosen.ok ? chosen.estimates : undefined;
  const backend = options.backend ?? study.backend;
  const whole = await planPrepared(prepared, { ...study, backend, estimates, only, limit: options.limit });
  const planned = partOf(whole);
  const stages = await stagesOf(planned, store);
  const left = stages.filter(({ done }) => !done);
  const { unavailable, overlaps, cells, jobs } = planned;
  const toRun = { stages: left.length, steps: left.reduce((sum, { steps }) => sum + steps, 0) };
  const summary = summariseStages(planned, stages);
  const nothing = cells.length === 0 ? nothingToRun(planned, study.file) : undefined;
  const facts = { study: study.name, store: store.folder, source: services.source.name, toRun };
  const counts = { jobs: jobs.length, cells: cells.length, ...notedInPlan(whole) };
  const refusal = nothing && { error: nothing.problem, status: nothing.exitCode };
  const { clipped = [] } = planned;
  const detectable = await detectableEffects(whole, store);
  const asked = options.processes !== undefined;
  const threads = options.threads ?? 1;
  const onDevice = chosen.ok && chosen.backend.exclusive;
  const processes = options.processes ?? processesFor({ exclusive: onDevice }, threads);
  const disk = await forecastDisk({ ...whole, jobs: planned.jobs }, store, processes);
  const memory = await forecastMemory(planned, store, threads);
  const fit = fitProcesses({ processes, asked }, memory);
  const complete = new Set(stages.flatMap(({ key, done }) => (done ? [key] : [])));
  const time = forecastTime(planned, complete, {
    time: expectTime(planned, complete, { processes: fit.processes, start: (user + system) / 1e6 }),
    ...{ processes: fit.processes, threads, of: onDevice ? 'GPU' : 'CPU', device: chosen.ok ? chosen.device : null },
  });
  const forecasts = { time, detectable, disk, memory: { ...memory, processes: fit.processes } };
  const found = { ...forecasts, ...(planned.sweep && { sweep: planned.sweep }), unavailable, overlaps, clipped };
  terminal.document({ ...facts, ...counts, summary, stages, ...found, ...refusal });
  const listed = options.stages === true || stages.length <= mostListed;
  if (listed && stages.length > 0) print(stages, terminal);
  if (!listed) terminal.print(table(summaryColumns, summary.map(summaryRow), terminal.colors.bold));
  if (!listed) terminal.print(summaryNote(stages.length));
  terminal.print(
    `\n${counted(stages.length, 'stage')} for ${counted(cells.length, 'cell')} of the grid; ${left.length} to run.`,
  );
  for (const line of planNotes(whole, planned)) terminal.print(terminal.colors.yellow(line));
  for (const line of standInNotes(planned)) terminal.print(line);
  if (left.length > 0)
    for (const line of [...timeInWords(time), memoryInWords(memory), ...listOf(fit.note), diskInWords(disk)])
      terminal.print(line);
  if (!chosen.ok) terminal.print(terminal.colors.yellow(`No estimates: ${chosen.reason}.`));
  for (const line of shareLines(stages, listed)) terminal.print(line);
  if (detectable.length > 0) printDetectable(detectable, planned, terminal);
  for (const one of clipped) terminal.print(terminal.colors.yellow(clippedInWords(one)));
  for (const overlap of overlaps) terminal.print(terminal.colors.yellow(sameData(overlap)));
  for (const line of notAvailable(unavailable)) terminal.print(terminal.colors.yellow(line));
  if (!nothing) return 0;
  terminal.note(`stopover: ${nothing.message}`);
  return nothing.exitCode;
}

const listOf = (line: string | undefined): readonly string[] => (line === undefined ? [] : [line]);

/** Beyond it a list tells less than a summary. */
const mostListed = 50;

/** How tasks share the steps of a stage; where stages are not listed, one line for all that share alike. */
function shareLines(stages: readonly PlannedStage[], listed: boolean): readonly string[] {
  const lines = new Map<string, string>();
  for (const { key, title, shares, mixing } of stages) {
    if (!shares) continue;
    const alike = listed ? key : `${JSON.stringify(mixing)} ${shareList(shares)}`;
    if (!lines.has(alike)) lines.set(alike, sharesInWords({ title, shares, mixing }));
  }
  return [...lines.values()];
}

function printDetectable(detectable: readonly Detectable[], { study }: Plan, { print: say, colors }: Terminal): void {
  say(`\n${table(detectableColumns, detectable.map(detectableRow), colors.bold)}`);
  for (const line of detectableNotes(detectable, study.margin)) say(line);
}

async function stagesOf(planned: Plan, store: Store): Promise<PlannedStage[]> {
  const present = await store.keys();
  const stages: PlannedStage[] = [];
  for (const one of planned.stages) {
    const { key, title, kind, expected } = one;
    const mixing = one.kind === 'train' ? one.mixing : null;
    const record = present.has(key) ? await store.find(key) : undefined;
    const { rows, steps, seconds, shares, by } = expected;
    const done = record !== undefined;
    const stage = { key, title, kind, done, rows, steps, seconds: record?.seconds ?? seconds };
    stages.push({ ...stage, ...(by && !done && { by }), ...(shares && { shares }), ...(mixing && { mixing }) });
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
