import { join } from 'node:path';
import { type Checkpoint, saveCheckpoint } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { decayAfter, wholeTable } from './active-vocabulary.ts';
import type { Slot } from './adamw.ts';
import { BatchStream } from './batch-stream.ts';
import { collate, type Placement } from './collate.ts';
import { createLearner } from './create-learner.ts';
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
import { type Material, prepareMaterial } from './stage-material.ts';
import { headsOf, lossIsOff, maskedHeadOf, startValues, streamData, writtenHead } from './stage-parts.ts';
import { TrainingLog } from './training-log.ts';
import { Checkpoints } from './training-state.ts';

/**
 * Trains one stage and leaves its `model/` in the request's folder. Called again after it was killed, it goes on from
 * its last checkpoint and ends with the same weights; one that the signal stopped leaves a checkpoint of its last step.
 * @throws StopoverError when the loss is no longer a number; nothing finished is overwritten.
 */
export async function train(request: TrainRequest): Promise<TrainOutcome> {
  await using stage = new Stage(await prepareMaterial(request));
  return stage.run();
}

/** The parts of a stage that is being trained. */
class Stage implements AsyncDisposable {
  readonly #request: TrainRequest;
  readonly #material: Omit<Material, 'checkpoint' | 'request'>;
  readonly #placement: Placement & Pick<Checkpoint, 'architecture'>;
  readonly #learner: Learner;
  readonly #stream: BatchStream;
  readonly #heads: readonly HeadInstance[];
  readonly #maskedHead: TrainOutcome['maskedHead'];
  readonly #selection: Selection;
  readonly #checkpoints: Checkpoints;
  readonly #log: TrainingLog;
  #examplesSeen = 0;
  /** Since the last multiple of `checkpointEvery` steps. */
  #passes = 0;

  constructor({ request, checkpoint, ...material }: Material) {
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
    const { folder, setAside = join(folder, 'damaged'), onNote: note = () => undefined } = request;
    this.#checkpoints = new Checkpoints({ folder, setAside, note });
    this.#log = new TrainingLog(join(folder, 'log.jsonl'));
  }

  async run(): Promise<TrainOutcome> {
    const { recipe, signal } = this.#request;
    const steps = this.#stream.length;
    const warmup = warmupOf(recipe, steps);
    const started = performance.now();
    const resumedAt = await this.#resume();
    const pace = new Pace(steps, resumedAt, this.#request.onProgress);
    await this.#log.cutAfter(resumedAt);
    let loss = Number.NaN;
    let step = resumedAt;
    while (step < steps && !this.#selection.exhausted && !signal?.aborted) {
      if (step % recipe.checkpointEvery === 0 && step > resumedAt) await this.#save(step, pace);
      const rates = Array.from({ length: this.#together(step, steps) }, (_, i) =>
        learningRate(recipe, step + i, steps, warmup),
      );
      for (const [i, trained] of (await this.#steps(step, rates)).entries()) {
        loss = trained;
        const score = await this.#select(++step, steps);
        await this.#write(pace.note(step, loss, rates[i] ?? 0, score));
      }
    }
    const interrupted = step < steps && !this.#selection.exhausted;
    if (!interrupted) await this.#finish(step);
    else if (step > resumedAt) await this.#save(step, pace);
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
    const state = await this.#checkpoints.restore(this.#learner.slots);
    if (!state) return 0;
    await this.#learner.push();
    if (this.#learner.lossScale && state.lossScale) this.#learner.lossScale.state = state.lossScale;
    this.#examplesSeen = state.examplesSeen;
    this.#passes = state.passes;
    this.#selection.best = state.best;
    this.#selection.stale = state.stale;
    this.#stream.seek(state.step);
    await this.#openSegment(state.step);
    return state.step;
  }

  async #write(progress: Progress | undefined): Promise<void> {
    if (!progress) return;
    await this.#request.mayWrite?.();
    await this.#log.add(progress);
  }

  async #save(step: number, pace: Pace): Promise<void> {
    const { best, stale } = this.#selection;
    const { lossScale } = this.#learner;
    const scaling = lossScale ? { lossScale: lossScale.state } : {};
    if (step % this.#request.recipe.checkpointEvery === 0) this.#passes = 0;
    await this.#learner.pull('all');
    // No line of the log is about steps of both sides of a checkpoint.
    await this.#write(pace.rest());
    await this.#request.mayWrite?.();
    const state = { step, examplesSeen: this.#examplesSeen, passes: this.#passes, best, stale, ...scaling };
    await this.#checkpoints.save(this.#learner.slots, state);
    await this.#openSegment(step);
  }

  #openSegment(step: number): Promise<void> {
    return this.#learner.openSegment(Math.floor(step / this.#request.recipe.checkpointEvery), this.#passes);
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
      this.#passes += batches.length;
      if (Number.isFinite(loss)) continue;
      throw lossIsOff(loss, { step, rate, task, rows: batches.flat().map(({ item }) => item) });
    }
    return outcomes.map(({ loss }) => loss);
  }

  #feeds(batch: readonly Feature[], seed: number) {
    const masked = batch.filter((f) => f.kind === 'mlm');
    if (masked.length === 0) return collate(batch, this.#placement);
    const masking = maskingOf(this.#material, this.#request.recipe.maskedShare);
    return maskedFeeds(masked, this.#placement, masking, seed);
  }

  /** Scores the development rows when it is time. */
  async #select(done: number, steps: number): Promise<number | undefined> {
    const rows = this.#selection.due(done, steps);
    if (!rows) return undefined;
    const score = await this.#score(rows);
    await this.#selection.note(done, score, (folder) => this.#writeModel(folder, done));
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
    await this.#selection.finish(join(folder, 'model'), (to) => this.#writeModel(to, steps));
    await this.#checkpoints.clear();
  }

  /**
   * Writes the model as it is after so many steps, with the head of its task. Several heads of a mixture are not kept,
   * nor is that of the text beside it: what follows brings its own.
   */
  async #writeModel(to: string, done: number): Promise<void> {
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
