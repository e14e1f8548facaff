import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Checkpoint,
  loadCheckpoint,
  type Parameter,
  readConfig,
  saveCheckpoint,
  wordTable,
} from '@stopover/encoders';
import { type Feature, Tokenizer, toFeatures, trainingFeatures } from '@stopover/text';
import { type ActiveVocabulary, activeVocabulary, decayAfter, wholeTable } from './active-vocabulary.ts';
import type { Slot } from './adamw.ts';
import { BatchStream } from './batch-stream.ts';
import { collate, type Placement } from './collate.ts';
import { createLearner } from './create-learner.ts';
import { type FittedRequest, fitRequest } from './fit-head.ts';
import type { HeadInstance, Learner } from './learner.ts';
import { maskedFeeds, maskingOf } from './masking.ts';
import { maskedLanguageModelling } from './mlm-task.ts';
import { Pace } from './pace.ts';
import { predict } from './predict.ts';
import { seedFrom } from './random.ts';
import { rankInTraining } from './rank.ts';
import type { EnglishDev, Progress, TrainOutcome, TrainRequest } from './requests.ts';
import { learningRate, warmupOf } from './schedule.ts';
import { scorePredictions } from './score-predictions.ts';
import { Selection } from './selection.ts';
import {
  type FeaturedTask,
  headsOf,
  lossIsOff,
  maskedHeadOf,
  nothingToTrainOn,
  partsOf,
  startValues,
  streamData,
  withDropout,
  writtenHead,
} from './stage-parts.ts';
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

/** What a stage trains on, made ready, with what its model is read and written by. */
interface Material {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly sets: readonly FeaturedTask[];
  readonly cuts: Pick<TrainOutcome, 'cut' | 'selectCut'>;
  readonly dev: readonly Feature[];
  /** Undefined where the whole word table is trained: masked tokens may be any. */
  readonly vocabulary: ActiveVocabulary | undefined;
  /** The whole word table, as the stage's first checkpoint has it. */
  readonly table: Parameter;
  /** Of a head that is kept: which of its outputs each label of a task is. */
  readonly orders: FittedRequest['orders'];
}

/** The parts of a stage that is being trained. */
class Stage implements AsyncDisposable {
  readonly #request: TrainRequest;
  readonly #material: Omit<Material, 'checkpoint'>;
  readonly #placement: Placement & Pick<Checkpoint, 'architecture'>;
  readonly #learner: Learner;
  readonly #stream: BatchStream;
  readonly #heads: readonly HeadInstance[];
  readonly #maskedHead: TrainOutcome['maskedHead'];
  readonly #selection: Selection;
  #examplesSeen = 0;

  private constructor(request: TrainRequest, { checkpoint, ...material }: Material) {
    const { backend, threads, recipe, seed, beside } = request;
    const { architecture, config } = checkpoint;
    const { sets, vocabulary } = material;
    this.#request = request;
    this.#material = material;
    this.#placement = { architecture, config, ...(vocabulary ? { rows: vocabulary.rows } : {}) };
    const parts = streamData(sets, request);
    this.#heads = headsOf(sets, parts, config);
    this.#maskedHead = beside ? maskedHeadOf(checkpoint) : null;
    this.#learner = createLearner({
      backend,
      ...(threads === undefined ? {} : { threads }),
      architecture,
      config,
      heads: this.#heads,
      values: startValues(checkpoint, request, { orders: material.orders, maskedHead: this.#maskedHead }),
      recipe,
      seed,
    });
    this.#stream = new BatchStream(parts, recipe, seed);
    this.#selection = new Selection(request);
  }

  static async prepare(asked: TrainRequest): Promise<Stage> {
    const { recipe, from, architectures: among } = asked;
    const { architecture, config } = await readConfig(from, among);
    const { fitted: request, orders } = fitRequest(asked, { architecture, config, folder: from });
    const { select } = request;
    const tokenizer = await Tokenizer.load(from);
    const options = { maxLength: Math.min(recipe.maxLength, config.maxLength), stride: recipe.stride };
    const sets = [];
    for (const { task, examples } of partsOf(request)) {
      const set = await toFeatures(tokenizer, task, examples, options);
      if (set.features.length === 0) throw nothingToTrainOn(task);
      sets.push({ task, features: trainingFeatures(task, examples, set.features), cut: set.cut });
    }
    const rows = select?.examples.slice(0, recipe.selectionExamples) ?? [];
    const dev =
      select && recipe.select === 'best' ? await toFeatures(tokenizer, select.task, rows, options) : undefined;
    const features = [...sets.flatMap((set) => set.features), ...(dev?.features ?? [])];
    const whole = sets.some(({ task }) => task.kind === 'mlm');
    const vocabulary = whole ? undefined : activeVocabulary(features, config);
    const table = wordTable({ architecture, config });
    const rowsOf = (name: string) => (name === table.name ? vocabulary?.ids : undefined);
    const loaded = await loadCheckpoint(from, { ...(among ? { among } : {}), rowsOf });
    const vocabSize = vocabulary?.ids.length ?? config.vocabSize;
    const checkpoint = { ...loaded, config: withDropout({ ...config, vocabSize }, recipe.dropout) };
    await mkdir(request.folder, { recursive: true });
    const cuts = { cut: sets.map(({ cut }) => cut), selectCut: dev?.cut ?? null };
    const material = { checkpoint, tokenizer, sets, cuts, dev: dev?.features ?? [], vocabulary, table, orders };
    return new Stage(request, material);
  }

  async run(): Promise<TrainOutcome> {
    const { recipe, signal } = this.#request;
    const steps = this.#stream.length;
    const warmup = warmupOf(recipe, steps);
    const started = performance.now();
    const resumedAt = await this.#resume();
    const pace = new Pace(steps, resumedAt, this.#request.onProgress);
    let loss = Number.NaN;
    let step = resumedAt;
    while (step < steps && !this.#selection.exhausted && !signal?.aborted) {
      if (step % recipe.checkpointEvery === 0 && step > resumedAt) await this.#save(step);
      const rates = Array.from({ length: this.#together(step, steps) }, (_, i) =>
        learningRate(recipe, step + i, steps, warmup),
      );
      for (const [i, trained] of (await this.#steps(step, rates)).entries()) {
        loss = trained;
        const score = await this.#select(++step, steps);
        const progress = pace.note(step, loss, rates[i] ?? 0, score);
        if (progress) await this.#log(progress);
      }
    }
    const interrupted = step < steps && !this.#selection.exhausted;
    if (!interrupted) await this.#finish(step);
    const { best } = this.#selection;
    return {
      steps: step,
      examplesSeen: this.#examplesSeen,
      sampled: this.#stream.sampled,
      maskedHead: this.#maskedHead,
      selectedStep: best?.step ?? step,
      selectionScore: best?.score ?? null,
      finalLoss: loss,
      seconds: (performance.now() - started) / 1000,
      ...this.#material.cuts,
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
    await this.#learner.push();
    if (this.#learner.lossScale && state.lossScale) this.#learner.lossScale.state = state.lossScale;
    this.#examplesSeen = state.examplesSeen;
    this.#selection.best = state.best;
    this.#selection.stale = state.stale;
    this.#stream.seek(state.step);
    await this.#learner.openSegment(Math.floor(state.step / recipe.checkpointEvery));
    return state.step;
  }

  async #log(progress: Progress): Promise<void> {
    await this.#request.mayWrite?.();
    await appendFile(join(this.#request.folder, 'log.jsonl'), `${JSON.stringify(progress)}\n`);
  }

  async #save(step: number): Promise<void> {
    const { best, stale } = this.#selection;
    const { lossScale } = this.#learner;
    const scaling = lossScale ? { lossScale: lossScale.state } : {};
    const state = { step, examplesSeen: this.#examplesSeen, best, stale, ...scaling };
    await this.#learner.pull('all');
    await this.#request.mayWrite?.();
    await saveState(join(this.#request.folder, 'checkpoint'), this.#learner.slots, state);
    await this.#learner.openSegment(Math.floor(step / this.#request.recipe.checkpointEvery));
  }

  /** Steps that may go to the learner at once: none of them but the last is one after which something is due. */
  #together(step: number, steps: number): number {
    const { checkpointEvery, evaluateEvery } = this.#request.recipe;
    const untilNext = (every: number) => every - (step % every);
    return Math.min(this.#learner.stepsPerRun, untilNext(checkpointEvery), untilNext(evaluateEvery), steps - step);
  }

  /** Trains on the steps from `first`, one for each rate, and returns their losses. */
  async #steps(first: number, rates: readonly number[]): Promise<readonly number[]> {
    const planned = rates.map((rate, i) => ({ step: first + i, rate, ...this.#stream.take(first + i) }));
    const steps = planned.map(({ step, rate, head, batches }) => ({
      number: step + 1,
      learningRate: rate,
      head,
      passes: batches.map((batch, i) => this.#feeds(batch, seedFrom(this.#request.seed, 0x3a5, step, i))),
    }));
    const outcomes = await this.#learner.train(steps);
    for (const [i, { loss }] of outcomes.entries()) {
      const { step, rate, task, batches } = planned[i] ?? { step: first, rate: 0, task: '', batches: [] };
      this.#examplesSeen += batches.reduce((n, batch) => n + batch.length, 0);
      if (Number.isFinite(loss)) continue;
      throw lossIsOff(loss, { step, rate, task, rows: batches.flat().map(({ item }) => item) });
    }
    return outcomes.map(({ loss }) => loss);
  }

  #feeds(batch: readonly Feature[], seed: number) {
    const masked = batch.filter((f) => f.kind === 'mlm');
    if (masked.length === 0) return collate(batch, this.#placement);
    const masking = maskingOf(this.#material.tokenizer, this.#request.recipe.maskedShare);
    return maskedFeeds(masked, this.#placement, masking, seed);
  }

  /** Scores the development rows when it is time. */
  async #select(done: number, steps: number): Promise<number | undefined> {
    const rows = this.#selection.due(done, steps);
    if (!rows) return undefined;
    const score = await this.#score(rows);
    await this.#selection.note(done, score, (folder) => this.#write(folder, done));
    return score;
  }

  async #score(rows: EnglishDev): Promise<number> {
    const { recipe, backend, threads } = this.#request;
    const { task } = rows;
    const examples = rows.examples.slice(0, recipe.selectionExamples);
    await this.#learner.pull('weights');
    const predictor = {
      ...this.#placement,
      weights: this.#learner.weights(task.name),
      backend,
      ...(threads === undefined ? {} : { threads }),
    };
    const { dev } = this.#material;
    const found =
      task.kind === 'ranking'
        ? await rankInTraining(predictor, task, examples, dev)
        : (await predict(predictor, task, examples, dev)).map((prediction, i) => ({
            ...{ id: String(i), gold: examples[i]?.gold },
            prediction,
          }));
    return scorePredictions(task, rows.language, found).scores[0]?.score ?? Number.NaN;
  }

  async #finish(steps: number): Promise<void> {
    const { folder, mayWrite } = this.#request;
    await mayWrite?.();
    await this.#selection.finish(join(folder, 'model'), (to) => this.#write(to, steps));
    await rm(join(folder, 'checkpoint'), { recursive: true, force: true });
    await rm(join(folder, 'best'), { recursive: true, force: true });
  }

  /**
   * Writes the model as it is after so many steps, with the head of its task. Several heads of a mixture are not kept,
   * nor is that of the text beside it: what follows brings its own.
   */
  async #write(to: string, done: number): Promise<void> {
    const [first] = this.#request.data;
    const [own, ...others] = this.#heads.filter(
      ({ name }) => !this.#maskedHead || name !== maskedLanguageModelling.name,
    );
    if (!first || !own) throw new Error('a stage trains on at least one task');
    await this.#learner.pull('weights');
    await this.#request.mayWrite?.();
    const prefix = `${own.name}/`;
    const tensors = [...this.#learner.slots]
      .map(([name, slot]) => {
        const stored = others.length === 0 && name.startsWith(prefix) ? name.slice(prefix.length) : name;
        return [stored, this.#tensor(name, slot, done)] as const;
      })
      .filter(([name]) => !name.includes('/'));
    const { architecture, config } = this.#placement;
    await saveCheckpoint(to, tensors, { architecture, config, ...writtenHead(first.task, own, others) });
    await this.#material.tokenizer.save(to);
  }

  #tensor(name: string, { weight, parameter }: Slot, done: number) {
    const { vocabulary, table } = this.#material;
    if (!vocabulary || name !== table.name) return { shape: parameter.shape, data: weight };
    const decay = decayAfter(done, this.#request.recipe, this.#stream.length);
    return wholeTable(this.#request, table, weight, vocabulary, decay);
  }
}
