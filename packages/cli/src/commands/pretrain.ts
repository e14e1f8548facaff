import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bundled, Example } from '@stopover/core';
import { Findings, problemsOf } from '@stopover/study';
import {
  type EncoderSize,
  maskedLanguageModelling,
  type Recipe,
  recipeSchema,
  pretrain as run,
} from '@stopover/training';
import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { listenForInterruption, stoppedAt, stopping } from '../program/interruption.ts';
import type { OutputOptions, PluginOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { type BackendOptions, chooseOwnBackend } from '../study/choose-backend.ts';
import { createProgress } from '../views/progress.ts';
import { counted, duration } from '../views/quantities.ts';
import { ownFolder } from './own-folder.ts';
import { readPretrainingText } from './pretraining-text.ts';
import { claimRun, doneBefore, hashModel, hashRows, type RunRequest, recipeInRequest } from './run-request.ts';

/** Options of `pretrain`. */
export interface PretrainOptions extends OutputOptions, PluginOptions, BackendOptions {
  readonly text: readonly string[];
  readonly tokenizer: string;
  readonly out: string;
  readonly init?: string;
  readonly languages?: readonly string[];
  readonly vocabulary?: number;
  readonly size: EncoderSize;
  readonly pairs: number;
  readonly mlmProbability: number;
  readonly embeddingInit: 'random' | 'aligned';
  readonly minutes?: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly dropout: number;
  readonly maxLength: number;
  readonly saveSteps: number;
  readonly seed: number;
  readonly threads?: number;
  readonly restart?: boolean;
}

/** Makes an encoder from text; the same command goes on where a stopped one was. */
export async function pretrain(options: PretrainOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { backends, architectures, bundled } = await composeCatalogs(await pluginsFor(options));
  const trained = recipeOf(options);
  const { backend, device } = await chooseOwnBackend(options, backends);
  const examples = await readPretrainingText(options, bundled.texts);
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
  await using vocabulary = await tokenizerFolder(options.tokenizer, bundled);
  const request = await requestOf(options, { trained, examples, tokenizer: vocabulary.path });
  const claimed = await claimRun(folder, request, options.restart === true);
  if (claimed.done) return doneBefore(terminal, folder, claimed.done);
  const title = `pretraining, seed ${options.seed}`;
  const outcome = await run({
    examples,
    tokenizer: vocabulary.path,
    size: options.size,
    embeddingInit: options.embeddingInit,
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
  terminal.print(
    `${counted(outcome.steps, 'step')} in ${duration(outcome.seconds)}, loss ${outcome.finalLoss.toFixed(3)}.`,
  );
  terminal.print(`Model: ${join(folder, 'model')}`);
  return 0;
}

interface Given {
  readonly trained: Recipe;
  readonly examples: readonly Example<'mlm'>[];
  readonly tokenizer: string;
}

/** What is told apart of pretrainings; a checkpoint to go on from brings its own size, token embeddings and tokenizer. */
async function requestOf(options: PretrainOptions, { trained, examples, tokenizer }: Given): Promise<RunRequest> {
  const { seed, minutes = null, init, size, embeddingInit, vocabulary = null } = options;
  const { layers, hiddenSize, heads, intermediateSize } = size;
  const shape = [layers, hiddenSize, heads, intermediateSize].join('x');
  const start =
    init === undefined
      ? { size: shape, embeddingInit, vocabulary, tokenizer: await hashModel(tokenizer) }
      : { init: await hashModel(resolve(init)) };
  const text = hashRows({ task: maskedLanguageModelling, examples });
  return { seed, ...recipeInRequest(trained), minutes, ...start, examples: examples.length, text };
}

/** The folder of a tokenizer; one that comes with a package is written for as long as it is used. */
async function tokenizerFolder(
  name: string,
  { tokenizers }: Bundled,
): Promise<AsyncDisposable & { readonly path: string }> {
  const written = Object.hasOwn(tokenizers, name) ? await tokenizers[name]?.() : undefined;
  if (written === undefined) return { path: resolve(name), [Symbol.asyncDispose]: async () => undefined };
  const path = await mkdtemp(join(tmpdir(), 'stopover-tokenizer-'));
  await writeFile(join(path, 'tokenizer.json'), written);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The option behind each field of the recipe that has one. */
const optionOf = {
  maxSteps: 'steps',
  batchSize: 'batchSize',
  learningRate: 'learningRate',
  warmupRatio: 'warmup',
  dropout: 'dropout',
  mlmProbability: 'mlmProbability',
  maxLength: 'maxLength',
  saveSteps: 'saveSteps',
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
