import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyTask, DataError, StopoverError } from '@stopover/core';
import { type Checkpoint, loadCheckpoint, saveCheckpoint, valuesFor } from '@stopover/encoders';
import { type Feature, Tokenizer, toFeatures } from '@stopover/text';
import { BatchStream } from './batch-stream.ts';
import { collate } from './collate.ts';
import { headOf, labelsOf } from './head-of.ts';
import { Learner } from './learner.ts';
import { type Masking, maskedFeeds } from './masking.ts';
import { Pace } from './pace.ts';
import { predict } from './predict.ts';
import { seedFrom } from './random.ts';
import type { EnglishDev, TrainOutcome, TrainRequest } from './requests.ts';
import { learningRate, stepsOf } from './schedule.ts';
import { scorePredictions } from './score-predictions.ts';
import { Selection } from './selection.ts';
import { restoreState, saveState } from './training-state.ts';

/**
 * Trains one stage and leaves its `model/` in the request's folder. Called again after it was killed, it goes on from
 * its last checkpoint and ends with the same weights.
 * @throws StopoverError when the loss is no longer a number; nothing finished is overwritten.
 */
export async function train(request: TrainRequest): Promise<TrainOutcome> {
  await using stage = await Stage.prepare(request);
  return stage.run();
}

/** The parts of a stage that is being trained. */
class Stage implements AsyncDisposable {
  readonly #request: TrainRequest;
  readonly #checkpoint: Checkpoint;
  readonly #tokenizer: Tokenizer;
  readonly #learner: Learner;
  readonly #stream: BatchStream;
  readonly #selection: Selection;
  readonly #truncated: number;
  #examplesSeen = 0;
  #dev: { readonly rows: EnglishDev; readonly features: readonly Feature[] } | undefined;

  private constructor(
    request: TrainRequest,
    checkpoint: Checkpoint,
    tokenizer: Tokenizer,
    data: readonly { readonly task: AnyTask; readonly features: readonly Feature[]; readonly truncated: number }[],
  ) {
    const { backend, threads, recipe, seed, head, mixing = 'proportional' } = request;
    this.#request = request;
    this.#checkpoint = checkpoint;
    this.#tokenizer = tokenizer;
    this.#truncated = data.reduce((sum, d) => sum + d.truncated, 0);
    this.#learner = new Learner({
      backend,
      ...(threads === undefined ? {} : { threads }),
      architecture: checkpoint.architecture,
      config: checkpoint.config,
      heads: data.map(({ task }) => ({ name: task.name, spec: headOf(task, checkpoint.config.vocabSize) })),
      values: (parameters) => valuesFor(checkpoint, parameters, { head, seed }),
      recipe,
      seed,
    });
    this.#stream = new BatchStream(
      data.map(({ task, features }) => ({ head: task.name, features })),
      recipe,
      mixing,
      seed,
    );
    this.#selection = new Selection(request);
  }

  static async prepare(request: TrainRequest): Promise<Stage> {
    const { recipe, from, data } = request;
    const loaded = await loadCheckpoint(from, request.architectures);
    const checkpoint = { ...loaded, config: withDropout(loaded.config, recipe.dropout) };
    const tokenizer = await Tokenizer.load(from);
    const options = { maxLength: Math.min(recipe.maxLength, checkpoint.config.maxLength), stride: recipe.stride };
    const sets = [];
    for (const { task, examples } of data) {
      const { features, truncated } = await toFeatures(tokenizer, task, examples, options);
      if (features.length === 0) {
        const remedy = 'Look at `stopover data check`, or leave this task out.';
        throw new DataError({ where: `task ${task.name}`, what: 'there is nothing to train on', remedy });
      }
      sets.push({ task, features, truncated });
    }
    await mkdir(request.folder, { recursive: true });
    return new Stage(request, checkpoint, tokenizer, sets);
  }

  async run(): Promise<TrainOutcome> {
    const { recipe, folder, signal } = this.#request;
    const { steps, warmup } = stepsOf(recipe, this.#stream.length);
    const started = performance.now();
    const resumedAt = await this.#resume();
    const pace = new Pace(steps, resumedAt, this.#request.onProgress);
    let loss = Number.NaN;
    let step = resumedAt;
    for (; step < steps && !this.#selection.exhausted; step++) {
      if (signal?.aborted) break;
      if (step % recipe.checkpointEvery === 0 && step > resumedAt) await this.#save(step);
      const rate = learningRate(recipe, step, steps, warmup);
      loss = await this.#step(step, rate);
      const score = await this.#select(step + 1, steps);
      const progress = pace.note(step + 1, loss, rate, score);
      if (progress) await appendFile(join(folder, 'log.jsonl'), `${JSON.stringify(progress)}\n`);
    }
    const interrupted = step < steps && !this.#selection.exhausted;
    if (!interrupted) await this.#finish();
    const { best } = this.#selection;
    return {
      steps: step,
      examplesSeen: this.#examplesSeen,
      selectedStep: best?.step ?? step,
      selectionScore: best?.score ?? null,
      finalLoss: loss,
      seconds: (performance.now() - started) / 1000,
      truncated: this.#truncated,
      resumedAt,
      interrupted,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#learner[Symbol.asyncDispose]();
  }

  async #resume(): Promise<number> {
    const { folder, recipe } = this.#request;
    const state = await restoreState(join(folder, 'checkpoint'), this.#learner.slots);
    if (!state) return 0;
    this.#examplesSeen = state.examplesSeen;
    this.#selection.best = state.best;
    this.#selection.stale = state.stale;
    this.#stream.seek(state.step);
    await this.#learner.openSegment(Math.floor(state.step / recipe.checkpointEvery));
    return state.step;
  }

  async #save(step: number): Promise<void> {
    const { best, stale } = this.#selection;
    const state = { step, examplesSeen: this.#examplesSeen, best, stale };
    await saveState(join(this.#request.folder, 'checkpoint'), this.#learner.slots, state);
    await this.#learner.openSegment(Math.floor(step / this.#request.recipe.checkpointEvery));
  }

  async #step(step: number, rate: number): Promise<number> {
    const { head, batches } = this.#stream.take(step);
    let loss = 0;
    for (const [i, batch] of batches.entries()) {
      const feeds = this.#feeds(batch, seedFrom(this.#request.seed, 0x3a5, step, i));
      loss += (await this.#learner.accumulate({ head, feeds }, 1 / batches.length)) / batches.length;
      this.#examplesSeen += batch.length;
    }
    if (!Number.isFinite(loss)) {
      const rows = batches.flat().map(({ item }) => item);
      throw new StopoverError({
        where: `step ${step + 1}, rows ${rows.slice(0, 32).join(', ')} of ${head}`,
        what: `the loss is ${loss} at learning rate ${rate}`,
        remedy: 'Lower learningRate, lengthen the warm-up, or look at these rows.',
      });
    }
    this.#learner.update(step + 1, rate);
    return loss;
  }

  #feeds(batch: readonly Feature[], seed: number) {
    const masked = batch.filter((f) => f.kind === 'mlm');
    if (masked.length === 0) return collate(batch, this.#checkpoint);
    return maskedFeeds(masked, this.#checkpoint, maskingOf(this.#tokenizer), seed);
  }

  /** Scores the development rows when it is time. */
  async #select(done: number, steps: number): Promise<number | undefined> {
    const rows = this.#selection.due(done, steps);
    if (!rows) return undefined;
    const score = await this.#score(rows);
    await this.#selection.note(done, score, (folder) => this.#write(folder));
    return score;
  }

  async #score(rows: EnglishDev): Promise<number> {
    const { recipe, backend, threads } = this.#request;
    const { config } = this.#checkpoint;
    const { task } = rows;
    const examples = rows.examples.slice(0, recipe.selectionExamples);
    const options = { maxLength: Math.min(recipe.maxLength, config.maxLength), stride: recipe.stride };
    this.#dev ??= { rows, features: (await toFeatures(this.#tokenizer, task, examples, options)).features };
    const weights = this.#learner.weights(task.name);
    const predictor = {
      ...this.#checkpoint,
      weights,
      backend,
      batchSize: 32,
      ...(threads === undefined ? {} : { threads }),
    };
    const predictions = await predict(predictor, task, examples, this.#dev.features);
    const pairs = examples.map(({ gold }, i) => ({ id: String(i), gold, prediction: predictions[i] }));
    return scorePredictions(task, rows.language, pairs).scores[0]?.score ?? Number.NaN;
  }

  async #finish(): Promise<void> {
    const { folder } = this.#request;
    await this.#selection.finish(join(folder, 'model'), (to) => this.#write(to));
    await rm(join(folder, 'checkpoint'), { recursive: true, force: true });
    await rm(join(folder, 'best'), { recursive: true, force: true });
  }

  /** Writes the present model. A mixture's heads are not kept: what follows it brings its own. */
  async #write(to: string): Promise<void> {
    const [first, ...others] = this.#request.data;
    if (!first) throw new Error('a stage trains on at least one task');
    const tensors = [...this.#learner.slots]
      .filter(([name]) => !name.includes('/'))
      .map(([name, { weight, parameter }]) => [name, { shape: parameter.shape, data: weight }] as const);
    const labels = others.length === 0 ? labelsOf(first.task) : undefined;
    const { kind } = headOf(first.task, this.#checkpoint.config.vocabSize);
    const { architecture } = this.#checkpoint;
    // The checkpoint's own dropout stays in its config, whatever this stage trained with.
    const config = { ...this.#checkpoint.config, raw: this.#checkpoint.config.raw };
    await saveCheckpoint(to, tensors, { architecture, config, head: kind, ...(labels ? { labels } : {}) });
    await this.#tokenizer.save(to);
  }
}

function withDropout(config: Checkpoint['config'], dropout: number | null): Checkpoint['config'] {
  if (dropout === null) return config;
  return { ...config, hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
}

/** BERT's masking with a tokenizer's ids; its first ordinary id follows the special tokens at the beginning. */
export function maskingOf({ special, size }: Tokenizer): Masking {
  const { bos, eos, pad, unk } = special;
  return { share: 0.15, maskId: special.mask, firstOrdinaryId: Math.max(bos, eos, pad, unk) + 1, vocabSize: size };
}
