import { join } from 'node:path';
import { rowsFor, type SelectionRows } from '@stopover/data';
import type { Checkpoint } from '@stopover/encoders';
import { type Feature, seedFrom } from '@stopover/text';
import { BatchStream } from '../batching/batch-stream.ts';
import { collate, type Placement } from '../batching/collate.ts';
import { maskedFeeds, maskingOf } from '../batching/masking.ts';
import { splitBatch } from '../batching/split-batch.ts';
import { predict } from '../evaluation/predict.ts';
import { scorePredictions } from '../evaluation/score-predictions.ts';
import { rankInTraining } from '../retrieval/rank-documents.ts';
import { createLearner } from './create-learner.ts';
import type { HeadInstance, Learner } from './learner.ts';
import { LossRecord } from './loss-record.ts';
import { Pace, type StepLosses } from './pace.ts';
import type { Progress, TrainOutcome, TrainRequest } from './requests.ts';
import { learningRate, warmupOf } from './schedule.ts';
import { Selection } from './selection.ts';
import { Snapshots } from './snapshots.ts';
import { type Material, prepareMaterial } from './stage-material.ts';
import { type ModelParts, weightsOf, writeStageModel } from './stage-model.ts';
import { headsOf, lossIsOff, maskedHeadOf, startValues, streamData } from './stage-parts.ts';
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
  readonly #alternates: boolean;
  readonly #maskedHead: TrainOutcome['maskedHead'];
  readonly #selection: Selection;
  readonly #snapshots: Snapshots;
  readonly #parts: ModelParts;
  readonly #checkpoints: Checkpoints;
  readonly #log: TrainingLog;
  readonly #losses: LossRecord;
  #examplesSeen = 0;
  /** Since the last multiple of `saveSteps` steps. */
  #passes = 0;

  constructor({ request, checkpoint, ...material }: Material) {
    const { backend, threads, recipe, seed, beside } = request;
    const { architecture, config } = checkpoint;
    const { sets, vocabulary } = material;
    this.#request = request;
    this.#material = material;
    this.#placement = { architecture, config, ...(vocabulary ? { rows: vocabulary.rows } : {}) };
    const parts = streamData(sets, request);
    this.#alternates = parts.some(({ alternates }) => alternates);
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
      ...{ trains: material.trained.trains, adapter: material.trained.adapter },
      alternates: this.#alternates,
    });
    this.#stream = new BatchStream(parts, recipe, seed);
    this.#selection = new Selection(request);
    const { folder, setAside = join(folder, 'damaged'), onNote: note = () => undefined } = request;
    this.#snapshots = new Snapshots(request, this.#stream.length);
    this.#checkpoints = new Checkpoints({ folder, setAside, note, needed: (step) => this.#snapshots.needed(step) });
    this.#parts = {
      ...{ request, material, placement: this.#placement, heads: this.#heads },
      ...{ maskedHead: this.#maskedHead, steps: this.#stream.length, frozen: this.#learner.frozen },
    };
    this.#log = new TrainingLog(join(folder, 'log.jsonl'));
    this.#losses = new LossRecord(this.#stream.length);
  }

  async run(): Promise<TrainOutcome> {
    const { recipe, signal } = this.#request;
    const steps = this.#stream.length;
    const warmup = warmupOf(recipe, steps);
    const started = performance.now();
    const resumedAt = await this.#resume();
    const pace = new Pace(steps, resumedAt, this.#request.onProgress);
    await this.#log.cutAfter(resumedAt);
    await this.#request.follow?.begin();
    let loss = Number.NaN;
    let step = resumedAt;
    while (step < steps && !this.#selection.exhausted && !signal?.aborted) {
      if (step % recipe.saveSteps === 0 && step > resumedAt) await this.#save(step, pace);
      const rates = Array.from({ length: this.#together(step, steps) }, (_, i) =>
        learningRate(recipe, step + i, steps, warmup),
      );
      for (const [i, trained] of (await this.#steps(step, rates)).entries()) {
        loss = trained.loss;
        this.#losses.add(loss);
        const scored = await this.#select(++step, steps);
        const kept = await this.#keep(step);
        await this.#write(pace.note(step, trained, rates[i] ?? 0, { ...scored, ...(kept && { snapshot: true }) }));
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
      selection: this.#selection.outcome(this.#snapshots.steps),
      selectedStep: best?.step ?? step,
      selectionScore: best?.score ?? null,
      finalLoss: loss,
      losses: this.#losses.losses,
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
    await this.#learner.syncToDevice();
    if (this.#learner.lossScale && state.lossScale) this.#learner.lossScale.state = state.lossScale;
    this.#examplesSeen = state.examplesSeen;
    this.#losses.state = state.losses;
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
    this.#request.follow?.line(progress);
  }

  async #save(step: number, pace: Pace): Promise<void> {
    const { best, stale } = this.#selection;
    const { lossScale } = this.#learner;
    const scaling = lossScale ? { lossScale: lossScale.state } : {};
    if (step % this.#request.recipe.saveSteps === 0) this.#passes = 0;
    await this.#learner.syncToHost('all');
    // No line of the log is about steps of both sides of a checkpoint.
    await this.#write(pace.rest());
    await this.#request.mayWrite?.();
    await this.#checkpoints.save(this.#learner.slots, {
      ...{ step, examplesSeen: this.#examplesSeen, passes: this.#passes, best, stale, ...scaling },
      losses: this.#losses.state,
    });
    await this.#openSegment(step);
  }

  #openSegment(step: number): Promise<void> {
    return this.#learner.startInterval(Math.floor(step / this.#request.recipe.saveSteps), this.#passes);
  }

  /** Steps that may go to the learner at once: none of them but the last is one after which something is due. */
  #together(step: number, steps: number): number {
    const { saveSteps, evalSteps } = this.#request.recipe;
    const untilNext = (every: number) => every - (step % every);
    const due = [untilNext(saveSteps), untilNext(evalSteps), this.#snapshots.untilNext(step), steps - step];
    return Math.min(this.#learner.stepsPerRun, ...due);
  }

  /** Trains on the steps from `first`, one for each rate, and returns their losses. */
  async #steps(first: number, rates: readonly number[]): Promise<readonly StepLosses[]> {
    const planned = rates.map((rate, i) => ({ step: first + i, rate, parts: this.#stream.take(first + i) }));
    const steps = planned.map(({ step, rate, parts }) => {
      let pass = 0;
      const fed = parts.map(({ head, batches }) => {
        const seed = () => seedFrom(this.#request.seed, 0x3a5, step, pass++);
        const passes = batches.flatMap((batch) => splitBatch(batch, this.#request.backend));
        return { head, passes: passes.map((some) => this.#feeds(some, seed())) };
      });
      this.#passes += pass;
      return { number: step + 1, learningRate: rate, parts: fed };
    });
    const outcomes = await this.#learner.train(steps);
    return outcomes.map(({ loss, losses }, i) => {
      const { step, rate, parts } = planned[i] ?? { step: first, rate: 0, parts: [] };
      const batches = parts.flatMap((part) => part.batches);
      this.#examplesSeen += batches.reduce((n, batch) => n + batch.length, 0);
      const at = losses.findIndex((one) => !Number.isFinite(one));
      const off = parts[at];
      if (off) {
        const rows = off.batches.flat().map(({ item }) => item);
        throw lossIsOff(losses[at] ?? loss, { step, rate, task: off.task, rows });
      }
      return { loss, losses: this.#alternates ? parts.map(({ task }, p) => [task, losses[p] ?? loss]) : [] };
    });
  }

  #feeds(batch: readonly Feature[], seed: number) {
    const masked = batch.filter((f) => f.kind === 'mlm');
    if (masked.length === 0) return collate(batch, this.#placement);
    const masking = maskingOf(this.#material, this.#request.recipe.mlmProbability);
    return maskedFeeds(masked, this.#placement, masking, seed);
  }

  /** Scores the development rows when it is time. */
  async #select(done: number, steps: number): Promise<Pick<Progress, 'score' | 'scoredOn'>> {
    const rows = this.#selection.due(done, steps);
    if (!rows) return {};
    const score = await this.#score(rows);
    await this.#selection.note(done, score, (folder) => this.#writeModel(folder, done));
    const kind = rowsFor(rows);
    return { score, ...(kind !== 'english' && { scoredOn: kind }) };
  }

  async #score(rows: SelectionRows): Promise<number> {
    const { recipe, backend, threads } = this.#request;
    const { task } = rows;
    const examples = rows.examples.slice(0, recipe.selectionExamples);
    await this.#learner.syncToHost('weights');
    const predictor = {
      ...this.#placement,
      adapter: this.#material.trained.adapter,
      weights: this.#learner.weights(this.#headFor(task)),
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

  /** The task's own head, or that of its kind: rows of a target may select what its English training trains. */
  #headFor(task: SelectionRows['task']): string {
    const { sets } = this.#material;
    const own = sets.find((set) => set.task.name === task.name) ?? sets.find((set) => set.task.kind === task.kind);
    return own?.task.name ?? task.name;
  }

  async #finish(steps: number): Promise<void> {
    const { folder, mayWrite } = this.#request;
    await mayWrite?.();
    const { steps: averaged } = this.#snapshots;
    await this.#selection.finish(join(folder, 'model'), async (to) => {
      if (averaged.length === 0) return this.#writeModel(to, steps);
      return writeStageModel(to, this.#parts, { tensors: await this.#snapshots.means(), steps: averaged });
    });
    await this.#checkpoints.clear();
    await this.#snapshots.clear();
  }

  /** Writes the model as it is after so many steps. */
  async #writeModel(to: string, done: number): Promise<void> {
    await this.#learner.syncToHost('weights');
    await this.#request.mayWrite?.();
    await writeStageModel(to, this.#parts, weightsOf(this.#learner.slots, done));
  }

  /** Keeps the weights of a step that is averaged. */
  async #keep(done: number): Promise<boolean> {
    if (!this.#snapshots.steps.includes(done)) return false;
    await this.#learner.syncToHost('weights');
    await this.#request.mayWrite?.();
    await this.#snapshots.save(done, this.#learner.slots);
    return true;
  }
}
