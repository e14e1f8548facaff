// One task trained by this program, a seed a time, and scored zero-shot: a study whose item table is what is wanted.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../command-line/program.ts';
import { documentOf } from '../peers/child-process.ts';

/** How a task is trained. */
export interface TaskSettings {
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
}

/** Runs the study in a folder; its item table is then `ours/items.parquet` there. */
export async function trainedAndScored(side: TrainedSide, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [file, store] = [join(folder, 'study.yaml'), join(folder, 'store')];
  const seeds = Array.from({ length: side.seeds }, (_, i) => i + 1);
  const recipe = {
    ...{ batchSize: side.batch, learningRate: side.learningRate, maxLength: side.maxLength, docStride: side.stride },
    ...{ epochs: side.epochs, maxExamples: side.rows, warmupRatio: 0.1, weightDecay: 0.01, select: 'last' },
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
}
