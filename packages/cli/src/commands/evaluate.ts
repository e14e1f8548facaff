import { join, resolve } from 'node:path';
import { type AnyTask, RequestError, type Source } from '@stopover/core';
import { checkHead, openCheckpoint } from '@stopover/encoders';
import { writeAtomic } from '@stopover/files';
import type { BestThreshold } from '@stopover/metrics';
import { assertSubmissible, writeSubmission } from '@stopover/submission';
import type { CutCount } from '@stopover/text';
import {
  chooseLayer,
  type EvaluateOutcome,
  type LayerChoice,
  layerScores,
  OpenModels,
  type Prediction,
  type RetrievalOptions,
  scorePredictions,
} from '@stopover/training';
import { candidatesOf, languagesIn, languagesNamed, modelNamed, recipeFrom, rowsIfAny, rowsOf } from '../by-hand.ts';
import { chooseBackend } from '../choose-backend.ts';
import { noteClipped } from '../clipped-note.ts';
import { noteCut } from '../cut-note.ts';
import { answerOptions, noteThresholds, thresholdsOf } from '../no-answer.ts';
import type { OutputOptions, RecipeOptions, SourceOptions } from '../options.ts';
import { createProgress } from '../progress.ts';
import { servicesFor } from '../services-for.ts';
import { table } from '../table.ts';
import { createTerminal, type Terminal } from '../terminal.ts';

/** Options of `evaluate`. */
export interface EvaluateOptions extends OutputOptions, SourceOptions, RecipeOptions {
  readonly model: string;
  readonly task: string;
  readonly languages?: readonly string[];
  readonly split: string;
  readonly layers?: 'all' | readonly number[];
  readonly pooling?: 'mean' | 'cls';
  readonly backend: string;
  readonly threads?: number;
  readonly nBest?: number;
  readonly nullThreshold?: number;
  readonly out?: string;
  readonly format: 'jsonl' | 'xtreme';
}

const unmeasured = { stepsPerSecond: null, loss: null };

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
  readonly thresholds?: Readonly<Record<string, BestThreshold>> | undefined;
  /** Of several layers: the headline score of each. */
  readonly layers?: Readonly<Record<string, number | null>>;
  /** Of mining. */
  readonly threshold?: { readonly value: number; readonly chosenOn: string };
}

/** Predicts a task's rows with a checkpoint and scores them, language by language. */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { services, task, split, answers, retrieval, recipe, languages, missing, from, backend } = await prepare(
    options,
    terminal,
  );
  await using models = new OpenModels();
  const candidates = await candidatesOf(services.source, task, split);
  // What is settled on development rows: a mining threshold, or one of several layers.
  const settles = task.kind === 'bitext' && (task.head.search === 'mine' || options.layers !== undefined);
  const develops = settles && split === 'test';
  const tested: Tested[] = [];
  const progress = createProgress(terminal);
  const show = shareShown(progress);
  for (const [i, language] of languages.entries()) {
    const { rows, skipped } = await rowsOf(services.source, task, split, language);
    const dev = develops ? await rowsIfAny(services.source, task, 'validation', language) : undefined;
    const outcome = await services.engine.evaluate({
      ...{ from, data: rows, recipe, backend, models, answers },
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(retrieval && { retrieval }),
      ...(candidates && { candidates }),
      ...(dev && { dev }),
      onShare: (part) =>
        show(part, { title: `${task.name} ${language}`, at: i, of: languages.length, rows: rows.examples.length }),
    });
    progress.end();
    const thresholds = thresholdsOf(task, language, rows.examples, outcome.predictions);
    tested.push({ language, outcome, ...thresholds, skipped: skipped.reduce((sum, { count }) => sum + count, 0) });
    noteOutcome(terminal, task, language, outcome);
    noteThresholds(terminal, thresholds);
  }
  const choice = chooseLayer(task, tested);
  const lines: Line[] = [];
  for (const one of tested) {
    const chosen = one.outcome.layers?.find(({ layer }) => layer === choice?.layer);
    const predictions = chosen?.predictions ?? one.outcome.predictions;
    lines.push(lineOf(task, one, predictions, chosen?.threshold ?? undefined));
    if (options.out !== undefined)
      await writePredictions(resolve(options.out), options.format, task, one.language, predictions);
  }
  const pooling = retrieval?.pooling ?? 'mean';
  const layer = choice && { retrieval: { ...choice, pooling } };
  const { rows } = task.about;
  terminal.document({
    task: task.name,
    ...(rows && { rows }),
    split,
    model: from,
    languages: lines,
    missing,
    ...layer,
  });
  print(lines, task, terminal);
  if (choice) printLayers(lines, task, choice, terminal);
  return 0;
}

/** Everything that an evaluation needs, before a row is predicted. */
async function prepare(options: EvaluateOptions, terminal: Terminal) {
  const services = await servicesFor(options, terminal);
  const task = services.tasks.get(options.task, '--task');
  const split = splitNamed(options.split);
  const answers = answerOptions(options, task);
  const retrieval = retrievalOf(options, task);
  checkFormat(options, task, split);
  const recipe = await recipeFrom(options, task);
  const { languages, missing } = await languagesOf(options, services.source, task, split);
  if (missing.length > 0) terminal.note(`Without rows in ${services.source.name}, left out: ${missing.join(', ')}.`);
  const from = await modelNamed(services.source, options.model);
  // Before rows are looked for, which may be downloads.
  if (task.kind !== 'bitext') checkHead(await openCheckpoint(from, services.architectures), task.kind, task.name);
  await noteClipped(terminal, from, { task, recipe, architectures: services.architectures });
  const { backend } = await chooseBackend(options.backend, services.backends, '--backend');
  return { services, task, split, answers, retrieval, recipe, languages, missing, from, backend };
}

/** Shows how far the evaluation is, within a language too. */
function shareShown(progress: ReturnType<typeof createProgress>) {
  const began = performance.now();
  return (part: number, { title, at, of, rows }: { title: string; at: number; of: number; rows: number }) => {
    const share = (at + part) / of;
    const secondsLeft = ((performance.now() - began) / 1000) * (1 / share - 1);
    const running = { title, step: Math.floor(part * rows), steps: rows, ...unmeasured };
    progress.show({ done: 0, total: 1, share, secondsLeft, running: [running] });
  };
}

/** How many examples were predicted, and what the maximum length made of them. */
function noteOutcome(terminal: Terminal, { name }: AnyTask, language: string, outcome: EvaluateOutcome): void {
  terminal.note(`${name} ${language}: ${outcome.predictions.length} examples`);
  noteCut(terminal, `${name} ${language}`, outcome.cut);
  if (outcome.devCut) noteCut(terminal, `${name} ${language}, development rows`, outcome.devCut);
  if (outcome.candidatesCut) noteCut(terminal, `${name}, candidates`, outcome.candidatesCut);
}

interface Tested {
  readonly language: string;
  readonly outcome: EvaluateOutcome;
  readonly skipped: number;
  readonly thresholds?: Line['thresholds'];
}

function lineOf(
  task: AnyTask,
  { language, outcome, skipped, thresholds }: Tested,
  predictions: readonly Prediction[],
  threshold: Line['threshold'],
): Line {
  const scored = scorePredictions(task, language, predictions).scores.map(({ name, score }) => [name, finite(score)]);
  const layers = layerScores(task, { language, outcome });
  return {
    ...{ language, examples: predictions.length, cut: outcome.cut, skipped },
    scores: Object.fromEntries(scored),
    ...(layers.length > 1 && { layers: Object.fromEntries(layers.map((one) => [one.layer, finite(one.score)])) }),
    ...(threshold && { threshold }),
    ...(thresholds && { thresholds }),
  };
}

/** @throws RequestError where layers are asked for and nothing is retrieved by them. */
function retrievalOf({ layers, pooling }: EvaluateOptions, task: AnyTask): RetrievalOptions | undefined {
  if (layers === undefined && pooling === undefined) return undefined;
  if (task.kind === 'bitext') return { layers: layers ?? 'usual', pooling: pooling ?? 'mean' };
  throw new RequestError({
    where: layers === undefined ? '--pooling' : '--layers',
    what: `${task.name} is a ${task.kind} task, whose model says what it reads`,
    remedy: 'Leave it out, or take a bitext task: tatoeba or bucc2018.',
  });
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

/** @throws RequestError where a submission is asked for and the task or the split has none, or no folder is named. */
function checkFormat({ format, out }: EvaluateOptions, task: AnyTask, split: string): void {
  if (format !== 'xtreme') return;
  assertSubmissible(task);
  if (out !== undefined && split === 'test') return;
  const what =
    out === undefined ? 'no folder is named for the submission' : 'a submission holds predictions of test rows';
  const remedy = out === undefined ? 'Name one with --out DIR.' : 'Leave out --split.';
  throw new RequestError({ where: '--format xtreme', what, remedy });
}

async function writePredictions(
  folder: string,
  format: EvaluateOptions['format'],
  task: AnyTask,
  language: string,
  predictions: readonly Prediction[],
): Promise<void> {
  if (format === 'xtreme') await writeSubmission(folder, task, language, predictions);
  else {
    const lines = predictions.map((one) => `${JSON.stringify(one)}\n`).join('');
    await writeAtomic(join(folder, `${task.name}.${language}.jsonl`), lines);
  }
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
  if (task.about.rows) terminal.print(`The rows of ${task.name}: ${task.about.rows}.`);
}

const reasons: Readonly<Record<LayerChoice['chosenBy'], string>> = {
  development: 'the best on development rows',
  named: 'as asked for',
  protocol: "XTREME's layer for this depth; without development rows none is chosen",
};

/** Every layer of a sweep by its mean over the languages, and which one the scores above are of. */
function printLayers(lines: readonly Line[], task: AnyTask, choice: LayerChoice, terminal: Terminal): void {
  terminal.print(`Layer ${choice.layer}: ${reasons[choice.chosenBy]}.`);
  const layers = Object.keys(lines[0]?.layers ?? {}).map(Number);
  if (layers.length === 0) return;
  const mean = (layer: number) =>
    lines.reduce((sum, line) => sum + (line.layers?.[layer] ?? Number.NaN), 0) / lines.length;
  const right = 'right' as const;
  const columns = [
    { title: 'layer', align: right },
    { title: `${task.metrics[0].name}, mean`, align: right },
    ...(choice.development ? [{ title: 'development', align: right }] : []),
  ];
  const rows = layers.map((layer) => [
    String(layer),
    mean(layer).toFixed(2),
    ...(choice.development ? [choice.development[layer]?.toFixed(2) ?? 'none'] : []),
  ]);
  terminal.print(table(columns, rows, terminal.colors.bold));
}
