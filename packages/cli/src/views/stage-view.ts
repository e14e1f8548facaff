import type { Scores, StageDetails } from '@stopover/study';
import type { StageState } from '../commands/stage-state.ts';
import type { Terminal } from '../program/terminal.ts';
import { type CurvePoint, curveLines } from './curve-view.ts';
import { byteSize, duration } from './quantities.ts';
import { type Fact, madeFacts, plannedFacts } from './stage-facts.ts';
import { table } from './table.ts';

/** A stage that is related to another, and how it stands by the store and the queues. */
export interface RelatedStage {
  readonly key: string;
  readonly title: string;
  readonly state: StageState;
}

/** How a stage stands, for a person. */
export interface StageNow {
  readonly state: StageState;
  /** Of a training that runs. */
  readonly secondsLeft: number | null;
  readonly parents: readonly RelatedStage[];
  readonly children: readonly RelatedStage[];
  /** How the command line names the store. */
  readonly store: string;
}

/** Prints all that is known of a stage. */
export function printStage(details: StageDetails, now: StageNow, terminal: Terminal): void {
  const { standing, record, scores, files, folder } = details;
  const { bold } = terminal.colors;
  terminal.print(bold(standing.title));
  const facts: readonly Fact[] = [
    ['key', standing.key],
    ['state', stateLine(details, now)],
    ...plannedFacts(details),
    ...(record ? madeFacts(record) : []),
  ];
  const told = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const width = Math.max(...told.map(([name]) => name.length));
  for (const [name, value] of told) terminal.print(`${name.padEnd(width)}  ${value}`);
  if (now.state === 'failed')
    terminal.print(`What it printed: stopover logs ${now.store} ${standing.key.slice(0, 12)}`);
  const section = (title: string, text: string) => terminal.print(`\n${bold(title)}\n${text}`);
  for (const { title, points } of curvesOf(details))
    if (points.length > 1) section(title, curveLines(points, curveSize(), 'step').join('\n'));
  if (scores) section(`Scores on ${scores.task}`, scoreTable(scores));
  const related = [
    ['Needs', now.parents],
    ['Needed by', now.children],
  ] as const;
  for (const [title, stages] of related) if (stages.length > 0) section(title, stageTable(stages));
  if (files.length === 0) return;
  const rows = files.map(({ path, bytes }) => [path, byteSize(bytes)]);
  section(`Files in ${folder}`, table([{ title: '' }, { title: '', align: 'right' }], rows).replace(/^\n/, ''));
}

function stateLine({ standing: { at, reason } }: StageDetails, { state, secondsLeft }: StageNow): string {
  const step = at?.steps === undefined ? undefined : `step ${at.step} of ${at.steps}`;
  const left = state === 'running' && secondsLeft !== null ? `${duration(secondsLeft)} left` : undefined;
  return [state, step, left, reason].filter((part) => part !== undefined).join(', ');
}

/** The loss as finely as it is kept: the record of a stage has more of it than the log. */
function curvesOf({
  record,
  log,
}: StageDetails): readonly { readonly title: string; readonly points: readonly CurvePoint[] }[] {
  const kept = record?.outcome?.losses;
  const loss = kept
    ? kept.means.map((y, i) => ({ x: Math.min((i + 1) * kept.every, record.steps), y }))
    : log.flatMap(({ step, loss: y }) => (typeof y === 'number' ? [{ x: step, y }] : []));
  const scores = log.flatMap(({ step, score }) => (typeof score === 'number' ? [{ x: step, y: score }] : []));
  return [
    { title: 'Loss', points: loss },
    { title: 'Development score', points: scores },
  ];
}

const curveSize = () => ({ width: Math.min(64, Math.max(20, (process.stdout.columns ?? 80) - 14)), height: 8 });

const right = 'right' as const;

function scoreTable({ languages }: Scores): string {
  const names = [...new Set(Object.values(languages).flatMap(({ scores }) => Object.keys(scores)))];
  const columns = [
    { title: 'language' },
    ...['examples', ...names, 'chance'].map((title) => ({ title, align: right })),
  ];
  const cell = (value: number | null | undefined) => value?.toFixed(2) ?? 'none';
  const rows = Object.entries(languages).map(([language, { examples, scores, chance }]) => [
    language,
    String(examples),
    ...names.map((name) => cell(scores[name])),
    cell(chance),
  ]);
  return table(columns, rows);
}

function stageTable(stages: readonly RelatedStage[]): string {
  const shown = stages.slice(0, mostRelated);
  const rows = shown.map(({ state, key, title }) => [state, key.slice(0, 12), title]);
  const drawn = table(
    ['state', 'key', 'stage'].map((title) => ({ title })),
    rows,
  );
  return stages.length > shown.length ? `${drawn}\nand ${stages.length - shown.length} more (--json lists all)` : drawn;
}

/** Stages in a list: the base model's evaluations of a large grid are thousands. */
const mostRelated = 40;
