import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AnyTask, RequestError, type Source } from '@stopover/core';
import type { BestThreshold } from '@stopover/metrics';
import type { CutCount } from '@stopover/text';
import { OpenModels, type Prediction, scorePredictions } from '@stopover/training';
import { checkpointFolder, languagesIn, languagesNamed, recipeNamed, rowsOf } from '../by-hand.ts';
import { chooseBackend } from '../choose-backend.ts';
import { compose } from '../compose.ts';
import { noteCut } from '../cut-note.ts';
import { readEnvironment } from '../environment.ts';
import { pluginsFor } from '../named-plugins.ts';
import { answerOptions, noteThresholds, thresholdsOf } from '../no-answer.ts';
import type { OutputOptions, SourceOptions } from '../options.ts';
import { table } from '../table.ts';
import { createTerminal, type Terminal } from '../terminal.ts';

/** Options of `evaluate`. */
export interface EvaluateOptions extends OutputOptions, SourceOptions {
  readonly model: string;
  readonly task: string;
  readonly languages?: readonly string[];
  readonly split: string;
  readonly recipe: string;
  readonly backend: string;
  readonly threads?: number;
  readonly nBest?: number;
  readonly nullThreshold?: number;
  readonly out?: string;
}

/** Scores of one language. */
interface Line {
  readonly language: string;
  readonly examples: number;
  /** What the maximum length made of them. */
  readonly cut: CutCount;
  /** Rows left out on purpose. */
  readonly skipped: number;
  readonly scores: Readonly<Record<string, number | null>>;
  /** By metric, where questions may have no answer: the threshold that would have been best on these rows. */
  readonly thresholds?: Readonly<Record<string, BestThreshold>>;
}

/** Predicts a task's rows with a checkpoint and scores them, language by language. */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  const terminal = createTerminal(options);
  const services = await compose(await pluginsFor(undefined), {
    ...{ name: options.source, mirror: options.mirror, model: options.model, from: process.cwd() },
    environment: readEnvironment(),
    note: terminal.note,
  });
  const task = services.tasks.get(options.task, '--task');
  const split = splitNamed(options.split);
  const answers = answerOptions(options, task);
  const recipe = await recipeNamed(options.recipe, task);
  const { languages, missing } = await languagesOf(options, services.source, task, split);
  if (missing.length > 0) terminal.note(`Without rows in ${services.source.name}, left out: ${missing.join(', ')}.`);
  const from = await services.source.model(await checkpointFolder(options.model));
  const { backend } = await chooseBackend(options.backend, services.backends, '--backend');
  await using models = new OpenModels();
  const lines: Line[] = [];
  for (const language of languages) {
    const { rows, skipped } = await rowsOf(services.source, task, split, language);
    const request = { from, data: rows, recipe, backend, models, answers };
    const threads = options.threads === undefined ? {} : { threads: options.threads };
    const { predictions, cut } = await services.engine.evaluate({ ...request, ...threads });
    const scored = scorePredictions(task, language, predictions).scores.map(({ name, score }) => [name, finite(score)]);
    const left = skipped.reduce((sum, { count }) => sum + count, 0);
    lines.push({
      language,
      examples: predictions.length,
      cut,
      skipped: left,
      scores: Object.fromEntries(scored),
      ...thresholdsOf(task, language, rows.examples, predictions),
    });
    terminal.note(`${task.name} ${language}: ${predictions.length} examples`);
    noteCut(terminal, `${task.name} ${language}`, cut);
    noteThresholds(terminal, lines.at(-1));
    if (options.out !== undefined) await writePredictions(resolve(options.out), task, language, predictions);
  }
  terminal.document({ task: task.name, split, model: from, languages: lines, missing });
  print(lines, task, terminal);
  return 0;
}

/** Those that were named, which must be there; else all of the task that the source has. */
async function languagesOf(
  { languages }: EvaluateOptions,
  source: Source,
  task: AnyTask,
  split: 'test' | 'validation',
) {
  if (languages) return { languages: languagesNamed(languages, task), missing: [] };
  const { there, missing } = await languagesIn(source, task, split);
  return { languages: there, missing };
}

const finite = (score: number): number | null => (Number.isFinite(score) ? score : null);

function splitNamed(name: string): 'test' | 'validation' {
  if (name === 'test' || name === 'validation') return name;
  throw new RequestError({ where: '--split', what: `there is no split "${name}"`, remedy: 'Take test or validation.' });
}

async function writePredictions(
  folder: string,
  task: AnyTask,
  language: string,
  predictions: readonly Prediction[],
): Promise<void> {
  const path = join(folder, `${task.name}.${language}.jsonl`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.partial`, predictions.map((one) => `${JSON.stringify(one)}\n`).join(''), { flush: true });
  await rename(`${path}.partial`, path);
}

function print(lines: readonly Line[], task: AnyTask, terminal: Terminal): void {
  const names = task.metrics.map(({ name }) => name);
  const right = 'right' as const;
  const columns = [{ title: 'language' }, ...['examples', ...names].map((title) => ({ title, align: right }))];
  const cell = (value: number | null | undefined) => value?.toFixed(2) ?? 'none';
  const rows = lines.map(({ language, examples, scores }) => [
    language,
    String(examples),
    ...names.map((name) => cell(scores[name])),
  ]);
  const mean = (name: string) =>
    lines.reduce((sum, { scores }) => sum + (scores[name] ?? Number.NaN), 0) / lines.length;
  if (lines.length > 1) rows.push(['mean', '', ...names.map((name) => cell(mean(name)))]);
  terminal.print(table(columns, rows, terminal.colors.bold));
}
