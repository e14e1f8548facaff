// A store as a finished study leaves it, without its models: records, scores and predictions, made up.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluateStage, Plan, Scores, Stage, StageRecord, Store } from '@stopover/study';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { ability, uniform } from './made-up-scores.ts';

type Target = Plan['targets'][number];
type PlannedCell = Plan['cells'][number];

/** What was written. */
export interface MadeUp {
  readonly stages: number;
  readonly evaluations: number;
  readonly rows: number;
}

/** Completes every stage of a plan with scores and predictions of so many rows a language. */
export async function fillStore(store: Store, plan: Plan, rows: number): Promise<MadeUp> {
  const cells = new Map<string, PlannedCell[]>();
  for (const cell of plan.cells) cells.set(cell.stage, [...(cells.get(cell.stage) ?? []), cell]);
  const targets = new Map(plan.targets.map((target) => [target.name, target]));
  const made = { stages: 0, evaluations: 0, rows: 0 };
  for (const stage of plan.stages) {
    const folder = store.stageFolder(stage.key);
    await mkdir(folder, { recursive: true });
    const target = stage.kind === 'evaluate' ? targets.get(stage.target) : undefined;
    const own = new Map((cells.get(stage.key) ?? []).map((cell) => [cell.language, cell]));
    const files =
      stage.kind === 'evaluate' && target ? await evaluation(folder, stage, { target, own, plan, rows }) : {};
    await writeFile(join(folder, 'stage.json'), JSON.stringify(recordOf(stage, files)));
    made.stages++;
    if (stage.kind !== 'evaluate') continue;
    made.evaluations++;
    made.rows += own.size * rows;
  }
  return made;
}

interface Evaluating {
  readonly target: Target;
  readonly own: ReadonlyMap<string, PlannedCell>;
  readonly plan: Plan;
  readonly rows: number;
}

/** Writes scores and predictions of a stage; gives their hashes. */
async function evaluation(
  folder: string,
  stage: EvaluateStage,
  { target, own, plan, rows }: Evaluating,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const languages: Scores['languages'] = {};
  await mkdir(join(folder, 'predictions', target.name), { recursive: true });
  const write = async (name: string, data: Uint8Array) => {
    files[name] = createHash('sha256').update(data).digest('hex');
    await writeFile(join(folder, name), data);
  };
  for (const [language, cell] of own) {
    const { score, columnData } = predictionsOf(cell, target, { rows, ability: ability(cell, plan) });
    await write(`predictions/${target.name}/${language}.parquet`, new Uint8Array(parquetWriteBuffer({ columnData })));
    const scores = Object.fromEntries(stage.metrics.map((metric) => [metric, score]));
    const chance = { classification: 100 / 3, choice: 50, span: 0 }[target.kind] ?? null;
    languages[language] = { examples: rows, scores, chance };
  }
  await write('scores.json', Buffer.from(JSON.stringify({ task: target.name, languages } satisfies Scores)));
  return files;
}

/** Items in paragraphs of five; each is right with one probability. */
function predictionsOf(
  cell: PlannedCell,
  { kind, metric }: Target,
  { rows, ability: right }: { readonly rows: number; readonly ability: number },
): { readonly score: number; readonly columnData: ColumnSource[] } {
  const next = uniform(`${cell.stage} ${cell.language}`);
  const hits = Array.from({ length: rows }, () => (next() < right ? 1 : 0));
  const text = (name: string, data: string[]): ColumnSource => ({ name, data, type: 'STRING', nullable: false });
  const columnData = [
    text(
      'id',
      Array.from(hits, (_, i) => String(i)),
    ),
    text(
      'gold',
      Array.from(hits, (_, i) => String(i % 2)),
    ),
    text(
      'prediction',
      Array.from(hits, (hit, i) => String(hit === 1 ? i % 2 : 1 - (i % 2))),
    ),
    ...(kind === 'choice'
      ? []
      : [
          text(
            'group',
            Array.from(hits, (_, i) => String(i - (i % 5))),
          ),
        ]),
  ];
  if (kind !== 'tagging') {
    const items = Float64Array.from(hits, (hit) => 100 * hit);
    columnData.push({ name: metric, data: items, type: 'DOUBLE', nullable: false });
    return { score: (100 * sumOf(hits)) / rows, columnData };
  }
  // A sentence has two names: both are found, or one is, and another word is taken for a name.
  const counts = { tp: hits.map((hit) => 1 + hit), fp: hits.map((hit) => 1 - hit), fn: hits.map((hit) => 1 - hit) };
  for (const [part, data] of Object.entries(counts))
    columnData.push({ name: `${metric}.${part}`, data: Int32Array.from(data), type: 'INT32', nullable: false });
  const [tp, wrong] = [sumOf(counts.tp), sumOf(counts.fp) + sumOf(counts.fn)];
  return { score: (200 * tp) / (2 * tp + wrong), columnData };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function recordOf(stage: Stage, files: Record<string, string>): StageRecord {
  const losses = { every: 1, means: Array.from({ length: 20 }, (_, i) => 1 / (i + 1)) };
  const trained = { selectedStep: 20, selectionScore: null, finalLoss: 0.05, losses, resumedAt: 0 };
  return {
    ...{ format: 1, stage, seconds: 1, steps: stage.expected.steps, examplesSeen: stage.expected.rows, truncated: 0 },
    made: {
      ...{ version: '0', node: process.version, platform: 'made up', cpu: '', cores: 1, memoryGiB: 1, backend: 'cpu' },
      ...{ threads: 1, startedAt: '2020-01-01T00:00:00.000Z', finishedAt: '2020-01-01T00:00:01.000Z' },
    },
    ...{ cut: [], skipped: [], outcome: stage.kind === 'train' ? trained : null, files },
  };
}
