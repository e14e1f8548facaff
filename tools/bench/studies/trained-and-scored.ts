// One task trained by this program, a seed a time, and scored zero-shot: a study whose item table is what is wanted.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyTask } from '@stopover/core';
import { openStore } from '@stopover/study';
import { program } from '../command-line/program.ts';
import { documentOf } from '../peers/child-process.ts';

/** How a task is trained. */
export interface TaskSettings {
  /** Whose English rows are trained on. */
  readonly training: AnyTask;
  /** Tests, separated by commas. */
  readonly languages: string;
  readonly batch: number;
  readonly learningRate: number;
  /** Tokens of a row, and those that windows of a long text share. */
  readonly maxLength: number;
  readonly stride: number;
}

/** What is trained, on what and how often. */
export interface TrainedSide extends TaskSettings {
  readonly model: string;
  readonly mirror: string;
  readonly task: string;
  readonly seeds: number;
  readonly epochs: number;
  readonly rows: number;
  /** In place of what the model's config.json says. */
  readonly dropout: number | null;
}

/** Runs the study in a folder; its item table is then `ours/items.parquet` there. Sequences of an epoch, by seed. */
export async function trainedAndScored(side: TrainedSide, folder: string): Promise<ReadonlyMap<number, number>> {
  await mkdir(folder, { recursive: true });
  const [file, store] = [join(folder, 'study.yaml'), join(folder, 'store')];
  const seeds = Array.from({ length: side.seeds }, (_, i) => i + 1);
  const recipe = {
    ...{ batchSize: side.batch, learningRate: side.learningRate, maxLength: side.maxLength, docStride: side.stride },
    ...{ epochs: side.epochs, maxExamples: side.rows, warmupRatio: 0.1, weightDecay: 0.01, select: 'last' },
    ...(side.dropout !== null && { dropout: side.dropout }),
  };
  // JSON is YAML.
  const study = {
    ...{ name: 'equivalence', model: side.model, intermediates: ['none'], targets: [side.task], arms: ['zero-shot'] },
    ...{ languages: side.languages.split(','), seeds, recipe: { base: 'jiant', all: recipe }, backend: 'cpu' },
  };
  await writeFile(file, JSON.stringify(study));
  const run = (...args: readonly string[]) =>
    documentOf(args.join(' '), process.execPath, [program, ...args, '--json']);
  await run('run', file, '--mirror', side.mirror, '--store', store);
  await run('report', store, '--out', join(folder, 'ours'));
  const kept = openStore(store);
  const sequences = new Map<number, number>();
  for (const { kind, key } of (await kept.loadPlan()).stages) {
    const record = kind === 'train' ? await kept.find(key) : undefined;
    if (record?.stage.kind === 'train') sequences.set(record.stage.seed, record.examplesSeen / side.epochs);
  }
  return sequences;
}

/** The model that a seed's training begins with, its new head drawn: a training of one row that changes no weight. */
export async function modelAtStart(side: TrainedSide, seed: number, folder: string): Promise<string> {
  const out = join(folder, `start-${seed}`);
  // Below what float32 can tell from 0: the steps are made and move nothing.
  const changes = Object.entries({ learningRate: 1e-45, epochs: 1, select: 'last', maxLength: side.maxLength });
  const args = ['--model', side.model, '--task', side.training.name, '--seed', String(seed), '--mirror', side.mirror];
  const recipe = changes.flatMap(([name, value]) => ['--set', `recipe.all.${name}=${value}`]);
  const command = ['finetune', ...args, '--limit', '8', ...recipe, '--out', out, '--backend', 'cpu', '--json'];
  await documentOf('finetune', process.execPath, [program, ...command]);
  return join(out, 'model');
}
