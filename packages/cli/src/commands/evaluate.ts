import { join, resolve } from 'node:path';
import { type AnyTask, RequestError, type Source } from '@stopover/core';
import { candidatesOf, languagesIn, type RowLimit, rowsIfAny, rowsOf } from '@stopover/data';
import { checkHead, openCheckpoint } from '@stopover/encoders';
import { writeAtomic } from '@stopover/files';
import { limitInWords } from '@stopover/study';
import { assertSubmissible, writeSubmission } from '@stopover/submission';
import {
  type EvaluateOutcome,
  evaluateTask,
  type LanguageEvaluation,
  type LanguageTest,
  type RetrievalOptions,
  scoresByLayer,
} from '@stopover/training';
import { servicesFor } from '../composition/services-for.ts';
import type { LimitOptions, OutputOptions, RecipeOptions, SourceOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { type BackendOptions, chooseOwnBackend } from '../study/choose-backend.ts';
import { noteClipped } from '../views/clipped-note.ts';
import { noteCut } from '../views/cut-note.ts';
import { printLayers, printScores, type ScoreLine } from '../views/evaluation-view.ts';
import { createProgress } from '../views/progress.ts';
import { assertOfRole, languagesNamed, modelNamed, recipeFrom } from './named-inputs.ts';
import { answerOptions, noteThresholds, thresholdsOf } from './no-answer.ts';

/** Options of `evaluate`. */
export interface EvaluateOptions extends OutputOptions, SourceOptions, RecipeOptions, LimitOptions, BackendOptions {
  readonly model: string;
  readonly task: string;
  readonly languages?: readonly string[];
  readonly split: string;
  readonly layers?: 'all' | readonly number[];
  readonly pooling?: 'mean' | 'cls';
  readonly prefix?: string;
  readonly threads?: number;
  readonly nBest?: number;
  readonly nullThreshold?: number;
  readonly out?: string;
  readonly format: 'jsonl' | 'xtreme';
}

/** Predicts a task's rows with a checkpoint and scores them, language by language. */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { services, task, split, answers, retrieval, recipe, languages, missing, from, backend } = await prepare(
    options,
    terminal,
  );
  await using evaluator = services.engine.evaluator();
  const candidates = await candidatesOf(services.source, task, split, options);
  const rows = new LanguageReader(services.source, task, split, options);
  const progress = createProgress(terminal);
  const show = shareShown(progress, task, languages);
  const evaluation = await evaluateTask(evaluator, task, rows.tests(languages), {
    ...{ from, recipe, backend, answers },
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(retrieval && { retrieval }),
    ...(candidates && { candidates }),
    onShare: show,
    keep: ({ language, examples }, outcome): Kept => {
      progress.end();
      const thresholds = thresholdsOf(task, language, examples, outcome.predictions);
      noteOutcome(terminal, task, language, outcome);
      noteThresholds(terminal, thresholds);
      return { cut: outcome.cut, skipped: rows.skipped(language), ...thresholds };
    },
  });
  const { choice } = evaluation;
  if (options.out !== undefined) await writeAll(resolve(options.out), options.format, task, evaluation.languages);
  const lines = evaluation.languages.map(lineOf);
  const { rows: about } = task.about;
  terminal.document({
    task: task.name,
    ...(about && { rows: about }),
    split,
    ...(options.limit !== undefined && { limit: options.limit }),
    model: from,
    languages: lines,
    missing,
    ...(choice && { retrieval: { ...choice, pooling: retrieval?.pooling ?? 'mean', prefix: retrieval?.prefix } }),
  });
  if (options.limit !== undefined) terminal.print(terminal.colors.yellow(limitInWords(options.limit)));
  printScores(lines, task, terminal);
  if (choice) printLayers(lines, task, choice, terminal);
  return 0;
}

/** What is kept of a language beside its scores. */
type Kept = Pick<ScoreLine, 'cut' | 'skipped' | 'thresholds'>;

/** Reads a task's rows language by language, and counts those that are left out. */
class LanguageReader {
  readonly #source: Source;
  readonly #task: AnyTask;
  readonly #split: 'test' | 'validation';
  readonly #develops: boolean;
  readonly #most: RowLimit;
  readonly #skipped = new Map<string, number>();

  constructor(source: Source, task: AnyTask, split: 'test' | 'validation', { layers, limit }: EvaluateOptions) {
    this.#source = source;
    this.#task = task;
    this.#split = split;
    this.#most = { limit };
    // What is settled on development rows: a mining threshold, or one of several layers.
    const settles = task.kind === 'bitext' && (task.head.search === 'mine' || layers !== undefined);
    this.#develops = settles && split === 'test';
  }

  async *tests(languages: readonly string[]): AsyncGenerator<LanguageTest> {
    for (const language of languages) {
      const { rows, skipped } = await rowsOf(this.#source, this.#task, this.#split, language, this.#most);
      const count = skipped.reduce((sum, one) => sum + one.count, 0);
      this.#skipped.set(language, count);
      const dev = this.#develops
        ? await rowsIfAny(this.#source, this.#task, 'validation', language, this.#most)
        : undefined;
      yield { ...rows, ...(dev && { dev }) };
    }
  }

  /** How many rows of a language that was read are left out on purpose. */
  skipped(language: string): number {
    return this.#skipped.get(language) ?? 0;
  }
}

const lineOf = ({ language, predictions, scores, layers, threshold, kept }: LanguageEvaluation<Kept>): ScoreLine => ({
  ...{ language, examples: predictions.length, cut: kept.cut, skipped: kept.skipped, scores },
  ...(layers && { layers: scoresByLayer(layers) }),
  ...(threshold && { threshold }),
  ...(kept.thresholds && { thresholds: kept.thresholds }),
});

/** Everything that an evaluation needs, before a row is predicted. */
async function prepare(options: EvaluateOptions, terminal: Terminal) {
  const services = await servicesFor(options, terminal);
  const task = services.tasks.get(options.task, '--task');
  const split = splitNamed(options.split);
  const answers = answerOptions(options, task);
  const retrieval = retrievalOf(options, task);
  checkFormat(options, task, split);
  assertOfRole(options.set, task);
  const recipe = await recipeFrom(options, task);
  const { languages, missing } = await languagesOf(options, services.source, task, split);
  if (missing.length > 0) terminal.note(`Without rows in ${services.source.name}, left out: ${missing.join(', ')}.`);
  const from = await modelNamed(services.source, options.model);
  // Before rows are looked for, which may be downloads.
  if (task.kind !== 'bitext') checkHead(await openCheckpoint(from, services.architectures), task.kind, task.name);
  await noteClipped(terminal, from, { task, recipe, architectures: services.architectures });
  const { backend } = await chooseOwnBackend(options, services.backends);
  return { services, task, split, answers, retrieval, recipe, languages, missing, from, backend };
}

/** Shows how far the evaluation is, within a language too. */
function shareShown(progress: ReturnType<typeof createProgress>, { name }: AnyTask, languages: readonly string[]) {
  const began = performance.now();
  return (part: number, { language, examples }: LanguageTest) => {
    const share = (languages.indexOf(language) + part) / languages.length;
    const secondsLeft = ((performance.now() - began) / 1000) * (1 / share - 1);
    const [step, steps] = [Math.floor(part * examples.length), examples.length];
    const running = { title: `${name} ${language}`, step, steps, stepsPerSecond: null, loss: null };
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

/** @throws RequestError where layers are asked for and nothing is retrieved by them. */
function retrievalOf({ layers, pooling, prefix }: EvaluateOptions, task: AnyTask): RetrievalOptions | undefined {
  const asked = { '--layers': layers, '--pooling': pooling, '--prefix': prefix };
  const [where] = Object.entries(asked).flatMap(([option, value]) => (value === undefined ? [] : [option]));
  if (where === undefined) return undefined;
  if (task.kind === 'bitext')
    return { layers: layers ?? 'usual', pooling: pooling ?? 'mean', ...(prefix !== undefined && { prefix }) };
  throw new RequestError({
    where,
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

function splitNamed(name: string): 'test' | 'validation' {
  if (name === 'test' || name === 'validation') return name;
  throw new RequestError({ where: '--split', what: `there is no split "${name}"`, remedy: 'Take test or validation.' });
}

/** @throws RequestError where a submission is asked for and the task or the split has none, or no folder is named. */
function checkFormat({ format, out, limit }: EvaluateOptions, task: AnyTask, split: string): void {
  if (format !== 'xtreme') return;
  assertSubmissible(task);
  if (limit !== undefined) {
    const what = 'a submission holds predictions of all test rows';
    throw new RequestError({ where: '--format xtreme', what, remedy: 'Leave out --limit.' });
  }
  if (out !== undefined && split === 'test') return;
  const what =
    out === undefined ? 'no folder is named for the submission' : 'a submission holds predictions of test rows';
  const remedy = out === undefined ? 'Name one with --out DIR.' : 'Leave out --split.';
  throw new RequestError({ where: '--format xtreme', what, remedy });
}

async function writeAll(
  folder: string,
  format: EvaluateOptions['format'],
  task: AnyTask,
  languages: readonly LanguageEvaluation<Kept>[],
): Promise<void> {
  for (const { language, predictions } of languages) {
    if (format === 'xtreme') await writeSubmission(folder, task, language, predictions);
    else {
      const lines = predictions.map((one) => `${JSON.stringify(one)}\n`).join('');
      await writeAtomic(join(folder, `${task.name}.${language}.jsonl`), lines);
    }
  }
}
