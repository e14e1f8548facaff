import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Example } from '@stopover/core';
import { Findings, problemsOf } from '@stopover/study';
import { maskedLanguageModelling, type Recipe, recipeSchema, pretrain as run } from '@stopover/training';
import { chooseBackend } from '../choose-backend.ts';
import { composeCatalogs } from '../compose.ts';
import { listenForInterruption, stoppedAt, stopping } from '../interruption.ts';
import { writeMiniatureTokenizer } from '../miniature-tokenizer.ts';
import { pluginsFor } from '../named-plugins.ts';
import type { OutputOptions, PluginOptions } from '../options.ts';
import { ownFolder } from '../own-folder.ts';
import type { Size } from '../pretrain-command.ts';
import { readPretrainingText } from '../pretraining-text.ts';
import { createProgress } from '../progress.ts';
import { duration } from '../quantities.ts';
import { claimRun, doneBefore, hashModel, hashRows, type RunRequest } from '../run-request.ts';
import { createTerminal } from '../terminal.ts';

/** Options of `pretrain`. */
export interface PretrainOptions extends OutputOptions, PluginOptions {
  readonly text: readonly string[];
  readonly tokenizer: string;
  readonly out: string;
  readonly init?: string;
  readonly languages?: readonly string[];
  readonly vocabulary?: number;
  readonly size: Size;
  readonly pairs: number;
  readonly masked: number;
  readonly words: 'random' | 'parallel';
  readonly minutes?: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly dropout: number;
  readonly maxLength: number;
  readonly checkpointEvery: number;
  readonly seed: number;
  readonly backend: string;
  readonly threads?: number;
  readonly restart?: boolean;
}

/** Makes an encoder from text; the same command goes on where a stopped one was. */
export async function pretrain(options: PretrainOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { backends, architectures } = await composeCatalogs(await pluginsFor(options));
  const trained = recipeOf(options);
  const { backend, device } = await chooseBackend(options.backend, backends, '--backend');
  const examples = await readPretrainingText(options);
  const pairs = examples.filter(({ translation }) => translation !== undefined).length;
  terminal.note(`${examples.length} examples, ${pairs} of them with a translation, on ${device}.`);
  const progress = createProgress(terminal);
  using interruption = listenForInterruption(() => progress.line(stopping, true));
  const folder = resolve(options.out);
  await using own = await ownFolder(folder, {
    signal: interruption.signal,
    say: (line) => progress.line(line, true),
  });
  if (!own) return interruption.status ?? 1;
  await using vocabulary = await tokenizerFolder(options.tokenizer);
  const request = await requestOf(options, { trained, examples, tokenizer: vocabulary.path });
  const claimed = await claimRun(folder, request, options.restart === true);
  if (claimed.done) return doneBefore(terminal, folder, claimed.done);
  const title = `pretraining, seed ${options.seed}`;
  const outcome = await run({
    examples,
    tokenizer: vocabulary.path,
    size: options.size,
    words: options.words,
    recipe: trained,
    seed: options.seed,
    backend,
    architectures,
    folder,
    signal: own.signal,
    mayWrite: own.mayWrite,
    onNote: (line) => progress.line(line, true),
    ...(options.init !== undefined && { init: resolve(options.init) }),
    ...(options.vocabulary !== undefined && { vocabulary: options.vocabulary }),
    ...(options.minutes !== undefined && { minutes: options.minutes }),
    ...(options.threads !== undefined && { threads: options.threads }),
    onProgress: ({ step, steps, stepsPerSecond, loss }) =>
      progress.show({
        ...{ done: 0, total: 1, share: step / steps, secondsLeft: (steps - step) / stepsPerSecond },
        running: [{ title, step, steps, stepsPerSecond, loss }],
      }),
  });
  progress.end();
  if (outcome.interrupted) await own.mayWrite();
  const document = { folder, ...outcome };
  if (!outcome.interrupted) await claimed.finish(document);
  terminal.document(document);
  if (outcome.interrupted) {
    terminal.note(stoppedAt(outcome.steps));
    return interruption.status ?? 1;
  }
  terminal.print(`${outcome.steps} steps in ${duration(outcome.seconds)}, loss ${outcome.finalLoss.toFixed(3)}.`);
  terminal.print(`Model: ${join(folder, 'model')}`);
  return 0;
}

interface Given {
  readonly trained: Recipe;
  readonly examples: readonly Example<'mlm'>[];
  readonly tokenizer: string;
}

/** What is told apart of pretrainings; a checkpoint to go on from brings its own size, word table and tokenizer. */
async function requestOf(options: PretrainOptions, { trained, examples, tokenizer }: Given): Promise<RunRequest> {
  const { seed, minutes = null, init, size, words, vocabulary = null } = options;
  const { layers, hiddenSize, heads, intermediateSize } = size;
  const shape = [layers, hiddenSize, heads, intermediateSize].join('x');
  const start =
    init === undefined
      ? { size: shape, words, vocabulary, tokenizer: await hashModel(tokenizer) }
      : { init: await hashModel(resolve(init)) };
  const text = hashRows({ task: maskedLanguageModelling, examples });
  return { seed, ...trained, minutes, ...start, examples: examples.length, text };
}

/** The folder of a tokenizer; the miniature's is written for as long as it is used. */
async function tokenizerFolder(name: string): Promise<AsyncDisposable & { readonly path: string }> {
  if (name !== 'miniature') return { path: resolve(name), [Symbol.asyncDispose]: async () => undefined };
  const path = await mkdtemp(join(tmpdir(), 'stopover-tokenizer-'));
  await writeMiniatureTokenizer(path);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The option behind each field of the recipe that has one. */
const optionOf = {
  maxSteps: 'steps',
  batchSize: 'batchSize',
  learningRate: 'learningRate',
  warmupRatio: 'warmup',
  dropout: 'dropout',
  maskedShare: 'masked',
  maxLength: 'maxLength',
  checkpointEvery: 'checkpointEvery',
} as const satisfies Partial<Record<keyof Recipe, keyof PretrainOptions>>;

/** @throws StudyError naming every option whose number training does not take. */
function recipeOf(options: PretrainOptions): Recipe {
  const fields = Object.fromEntries(Object.entries(optionOf).map(([field, option]) => [field, options[option]]));
  const checked = recipeSchema.safeParse(fields);
  if (checked.success) return checked.data;
  const names = new Map<PropertyKey, string>(Object.entries(optionOf));
  const findings = new Findings();
  for (const problem of problemsOf(checked.error.issues, {
    where: (field = '') => `--${(names.get(field) ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    raw: fields,
    knownFields: () => [],
  }))
    findings.add(problem);
  findings.end();
  throw checked.error;
}
