import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backend, type Example, RequestError } from '@stopover/core';
import {
  type Architecture,
  type EncoderConfig,
  initialise,
  modelGraph,
  recognise,
  saveCheckpoint,
  wordTable,
} from '@stopover/encoders';
import { writeAtomic } from '@stopover/files';
import { cutTokenizer, Tokenizer } from '@stopover/text';
import { meanings, parallelWords } from '../batching/parallel-words.ts';
import { maskedLanguageModelling } from '../graphs/mlm-task.ts';
import type { Recipe } from './recipe.ts';
import type { Progress, TrainOutcome } from './requests.ts';
import { train } from './train.ts';

/** Shape of an encoder that is made from nothing. */
export interface EncoderSize {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly intermediateSize: number;
}

export interface PretrainRequest {
  readonly examples: readonly Example<'mlm'>[];
  /** Folder with the tokenizer. */
  readonly tokenizer: string;
  /** Goes on from this checkpoint, with its tokenizer and shape, instead of from nothing. */
  readonly init?: string;
  /** Those that `init` may be of; default: the built-in ones. */
  readonly architectures?: readonly Architecture[];
  /**
   * Cuts the tokenizer (Unigram) to the pieces that occur in the text, the most frequent first, at most so many;
   * single characters stay beside them, so nothing of the text becomes unknown. Undefined: the tokenizer as it is.
   */
  readonly vocabulary?: number;
  readonly size: EncoderSize;
  /** How the token embeddings starts: `random`, or with translations near each other (see `parallelWords`). */
  readonly embeddingInit: 'random' | 'aligned';
  readonly recipe: Recipe;
  /** Wall-clock budget: as many steps as a short measurement says will fit. Overrides `recipe.epochs`. */
  readonly minutes?: number;
  readonly seed: number;
  readonly backend: Backend;
  readonly threads?: number;
  /** Where `start/` (the untrained encoder), `checkpoint/`, `log.jsonl` and in the end `model/` are written. */
  readonly folder: string;
  /** As of `TrainRequest`. */
  readonly mayWrite?: () => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Takes a line for a person: a checkpoint is damaged, and what is done about it. */
  readonly onNote?: (line: string) => void;
}

const measured = 12;

/**
 * Pretrains an XLM-RoBERTa-shaped encoder by masked-language modelling. Killed and called again with the same
 * request, it goes on from its last checkpoint.
 */
export async function pretrain(request: PretrainRequest): Promise<TrainOutcome> {
  const start = request.init ?? join(request.folder, 'start');
  if (request.init === undefined) await prepare(request, start);
  const stage = {
    from: start,
    data: [{ task: maskedLanguageModelling, examples: request.examples }],
    head: 'keep' as const,
    ...(request.architectures ? { architectures: request.architectures } : {}),
    seed: request.seed,
    backend: request.backend,
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    ...(request.signal ? { signal: request.signal } : {}),
    ...(request.mayWrite ? { mayWrite: request.mayWrite } : {}),
  };
  const steps = await stepsFor(request, stage);
  return train({
    ...stage,
    recipe: { ...request.recipe, maxSteps: steps, select: 'last' },
    folder: request.folder,
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    ...(request.onNote ? { onNote: request.onNote } : {}),
  });
}

/** The untrained encoder: written once, so that a resumed run starts from the same one. */
async function prepare(request: PretrainRequest, folder: string): Promise<void> {
  const done = await readFile(join(folder, 'complete'), 'utf8').catch(() => undefined);
  if (done !== undefined) return;
  await mkdir(folder, { recursive: true });
  await writeTokenizer(request, folder);
  const tokenizer = await Tokenizer.load(folder);
  const { architecture, config } = recognise(configFor(request, tokenizer), join(folder, 'config.json'));
  const { parameters } = modelGraph({ architecture, config }, { kind: 'mlm', size: config.vocabSize });
  const words = request.embeddingInit === 'aligned' ? await wordVectors(request, tokenizer, config) : [];
  const table = wordTable({ architecture, config }).name;
  const tensors = parameters.all.map((parameter) => {
    const data = initialise(parameter, request.seed, config.initializerRange);
    for (const [id, row] of parameter.name === table ? words.entries() : []) if (row) data.set(row, id * row.length);
    return [parameter.name, { shape: parameter.shape, data }] as const;
  });
  await saveCheckpoint(folder, tensors, { architecture, config, head: 'mlm' });
  await writeFile(join(folder, 'complete'), '');
}

async function wordVectors({ examples, seed }: PretrainRequest, tokenizer: Tokenizer, config: EncoderConfig) {
  const texts = [...meanings(examples)];
  const ids = await tokenizer.ids(texts.map(([text]) => text));
  const said = texts.map(([, meaning], i) => ({ meaning, ids: ids[i] ?? new Int32Array() }));
  const { vocabSize, hiddenSize: width, initializerRange: range } = config;
  return parallelWords(said, { vocabSize, width, range, seed });
}

async function writeTokenizer(
  { tokenizer: from, vocabulary, examples }: PretrainRequest,
  folder: string,
): Promise<void> {
  const whole = await Tokenizer.load(from);
  await whole.save(folder);
  if (vocabulary === undefined) return;
  const texts = examples.flatMap(({ text, translation }) => (translation === undefined ? [text] : [text, translation]));
  const counts = new Uint32Array(whole.size);
  for (const { ids } of await whole.encode([...new Set(texts)]))
    for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const occurring = Array.from(counts.keys()).filter((id) => counts[id] !== 0);
  const frequent = occurring.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b).slice(0, vocabulary);
  const path = join(folder, 'tokenizer.json');
  await writeFile(path, cutTokenizer(await readFile(path, 'utf8'), new Set(frequent)).json);
}

function configFor(
  { size, recipe }: PretrainRequest,
  { special, size: vocabulary }: Tokenizer,
): Record<string, unknown> {
  if (size.hiddenSize % size.heads !== 0) {
    throw new RequestError({
      where: '--size',
      what: `${size.hiddenSize} hidden units do not divide into ${size.heads} heads`,
      remedy: 'Choose a hidden size that is a multiple of the number of heads.',
    });
  }
  return {
    model_type: 'xlm-roberta',
    vocab_size: vocabulary,
    hidden_size: size.hiddenSize,
    num_hidden_layers: size.layers,
    num_attention_heads: size.heads,
    intermediate_size: size.intermediateSize,
    max_position_embeddings: Math.max(recipe.maxLength, 126) + special.pad + 1,
    type_vocab_size: 1,
    layer_norm_eps: 1e-5,
    hidden_act: 'gelu',
    hidden_dropout_prob: recipe.dropout ?? 0.1,
    attention_probs_dropout_prob: recipe.dropout ?? 0.1,
    pad_token_id: special.pad,
    bos_token_id: special.bos,
    eos_token_id: special.eos,
    tie_word_embeddings: true,
    initializer_range: 0.02,
  };
}

/**
 * The number of steps that fit the minutes, fixed in a file at the first call: a schedule must not change when a run is
 * resumed. Without minutes what the recipe says.
 */
async function stepsFor(
  { minutes, recipe, folder }: PretrainRequest,
  stage: Omit<Parameters<typeof train>[0], 'recipe' | 'folder'>,
): Promise<number | null> {
  if (minutes === undefined) return recipe.maxSteps;
  const file = join(folder, 'steps.json');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return Number(JSON.parse(known));
  const trial = join(folder, 'trial');
  const trialRecipe: Recipe = { ...recipe, maxSteps: measured, select: 'last' };
  // What another trial left would be no measurement of these steps.
  await rm(trial, { recursive: true, force: true });
  const { seconds, interrupted } = await train({ ...stage, recipe: trialRecipe, folder: trial });
  await rm(trial, { recursive: true, force: true });
  // The signal stops what comes next before its first step; the next call measures.
  if (interrupted) return measured;
  const steps = Math.max(1, Math.floor((minutes * 60 * measured) / seconds));
  await writeAtomic(file, JSON.stringify(steps));
  return steps;
}
