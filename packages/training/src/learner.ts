import { type Backend, type Session, StopoverError, type Tensors } from '@stopover/core';
import type { Architecture, EncoderConfig, HeadSpec, Parameter } from '@stopover/encoders';
import { adamw, addDense, addRows, createSlot, type Slot } from './adamw.ts';
import { float32 } from './int64.ts';
import type { LossScale } from './loss-scale.ts';
import { seedFrom } from './random.ts';
import type { Recipe } from './recipe.ts';
import { type TrainingGraph, trainingGraph } from './training-graph.ts';

/** A head to be trained, under a name of its own: parameters of several heads may share theirs. */
export interface HeadInstance {
  readonly name: string;
  readonly spec: HeadSpec;
}

export interface LearnerOptions {
  readonly backend: Backend;
  readonly threads?: number;
  readonly architecture: Architecture;
  /** With the dropout that this stage trains with. */
  readonly config: EncoderConfig;
  readonly heads: readonly HeadInstance[];
  /** Values of every parameter that the graphs of the heads take; called once per head. */
  readonly values: (parameters: readonly Parameter[], head: HeadInstance) => ReadonlyMap<string, Float32Array>;
  readonly recipe: Recipe;
  readonly seed: number;
}

/** One forward and backward pass: which head, and its feeds. */
export interface MicroBatch {
  readonly head: string;
  readonly feeds: Tensors;
}

/** One optimizer step: passes of one head, which weigh the same. `number` counts from 1. */
export interface Step {
  readonly number: number;
  readonly learningRate: number;
  readonly head: string;
  readonly passes: readonly Tensors[];
}

/** What came of a step: the mean loss of its passes, and the gradient's norm before clipping. */
export interface StepOutcome {
  readonly loss: number;
  readonly norm: number;
}

/** Trains an encoder with its heads. */
export interface Learner extends AsyncDisposable {
  /** Dynamic loss scaling, where matrix products are float16. */
  readonly lossScale: LossScale | undefined;
  /** How many steps are best given to `train` at once. */
  readonly stepsPerRun: number;
  /**
   * Every slot under its stored name: encoder parameters by their own, those of heads with the head's before it. Its
   * arrays are up to date after `pull`.
   */
  readonly slots: ReadonlyMap<string, Slot>;
  /** Weights that a head's graph takes, as feeds: the arrays of the slots. */
  weights(head: string): Tensors;
  /**
   * Begins a part of the training between two checkpoints: what is random in it follows from its number alone, so that
   * a run and its resumption agree.
   */
  openSegment(segment: number): Promise<void>;
  /** Trains on some steps, in their order. The last one of which the loss is no number ends them. */
  train(steps: readonly Step[]): Promise<readonly StepOutcome[]>;
  /** Brings the slots' arrays up to what was learnt. */
  pull(what: 'weights' | 'all'): Promise<void>;
  /** Goes on from what the slots' arrays hold. */
  push(): Promise<void>;
}

/** A learner that takes the passes of a step one by one. */
export interface Gathering {
  /** Adds the gradient of one pass, weighted, to what the next `update` will use. Returns the loss. */
  accumulate(batch: MicroBatch, weight: number): Promise<number>;
  /** One AdamW update with the gradients gathered since the last. `step` counts from 1. Returns their norm. */
  update(step: number, learningRate: number): Promise<number>;
}

/** Steps one after the other; there is no update from a loss that is no number. */
export async function trainOneByOne(learner: Gathering, steps: readonly Step[]): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const { number, learningRate, head, passes } of steps) {
    let loss = 0;
    for (const feeds of passes) loss += (await learner.accumulate({ head, feeds }, 1 / passes.length)) / passes.length;
    const norm = Number.isFinite(loss) ? await learner.update(number, learningRate) : Number.NaN;
    outcomes.push({ loss, norm });
    if (!Number.isFinite(loss)) break;
  }
  return outcomes;
}

/** The stored name of a head's parameter: its own where the stage has one head only. */
export function storedName(
  { architecture, heads }: Pick<LearnerOptions, 'architecture' | 'heads'>,
  parameter: string,
  head: HeadInstance,
): string {
  const isHead = architecture.headPrefixes.some((prefix) => parameter.startsWith(prefix));
  return isHead && heads.length > 1 ? `${head.name}/${parameter}` : parameter;
}

/** What a learner keeps for a head. @throws StopoverError for one that the stage does not train. */
export function trainedHead<T>(trained: ReadonlyMap<string, T>, name: string): T {
  const found = trained.get(name);
  if (found !== undefined) return found;
  throw new StopoverError({
    where: `head ${name}`,
    what: 'this stage does not train it',
    remedy: `Its heads: ${[...trained.keys()].join(', ')}.`,
  });
}

interface Trained {
  readonly instance: HeadInstance;
  readonly graph: TrainingGraph;
  readonly into: Tensors;
  /** Parameter name in the graph → slot. */
  readonly slots: ReadonlyMap<string, Slot>;
  readonly weights: Tensors;
  session: Session | undefined;
}

/**
 * Weights, gradients and moments of an encoder with its heads, in host memory, and the sessions that compute the
 * gradients. Heads share the encoder's arrays.
 */
export class HostLearner implements Learner, Gathering {
  readonly stepsPerRun = 1;
  readonly lossScale = undefined;
  readonly #options: LearnerOptions;
  readonly #trained = new Map<string, Trained>();
  readonly slots = new Map<string, Slot>();
  readonly #room = new Map<string, Float32Array>();
  #segment = 0;

  constructor(options: LearnerOptions) {
    this.#options = options;
    const graphs = options.heads.map((instance) => ({ instance, graph: this.#graph(instance, 0) }));
    // A table that one head reads by row and another as a whole (the decoder of masked tokens) is dense.
    const dense = graphs.flatMap(({ instance, graph }) =>
      graph.dense.map(({ parameter }) => storedName(options, parameter.name, instance)),
    );
    for (const { instance, graph } of graphs)
      this.#trained.set(instance.name, this.#prepare(instance, graph, new Set(dense)));
  }

  weights(head: string): Tensors {
    return trainedHead(this.#trained, head).weights;
  }

  /**
   * Opens the sessions anew with dropout seeds of this segment. The stream of a dropout node cannot be saved, so a
   * run and its resumption agree because both open new sessions where a checkpoint lies.
   */
  async openSegment(segment: number): Promise<void> {
    this.#segment = segment;
    for (const trained of this.#trained.values()) {
      await trained.session?.[Symbol.asyncDispose]();
      trained.session = undefined;
    }
  }

  async accumulate({ head, feeds }: MicroBatch, weight: number): Promise<number> {
    const trained = trainedHead(this.#trained, head);
    trained.session ??= await this.#open(trained);
    const outputs = await trained.session.run(
      { ...feeds, ...trained.weights },
      { ...trained.into, ...this.#rowsInto(trained, feeds) },
    );
    for (const { output, parameter } of trained.graph.dense) {
      const slot = trained.slots.get(parameter.name);
      const gradient = outputs[output];
      if (slot && gradient?.type === 'float32') addDense(slot, gradient.data, weight);
    }
    for (const { output, parameter, ids } of trained.graph.rows) {
      const slot = trained.slots.get(parameter.name);
      const [gradient, read] = [outputs[output], feeds[ids]];
      if (slot && gradient?.type === 'float32' && read?.type === 'int64')
        addRows(slot, read.data, gradient.data, weight);
    }
    return Number(outputs['loss']?.data[0]);
  }

  async update(step: number, learningRate: number): Promise<number> {
    return adamw([...this.slots.values()], this.#options.recipe, step, learningRate);
  }

  train(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    return trainOneByOne(this, steps);
  }

  async pull(): Promise<void> {} // the arrays are what is trained

  async push(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.openSegment(this.#segment);
  }

  #prepare(instance: HeadInstance, graph: TrainingGraph, dense: ReadonlySet<string>): Trained {
    const values = this.#options.values(graph.parameters, instance);
    const slots = new Map<string, Slot>();
    for (const parameter of graph.parameters) {
      const stored = storedName(this.#options, parameter.name, instance);
      const value = values.get(parameter.name);
      if (!value) throw new Error(`no value for ${parameter.name}`);
      const slot = this.slots.get(stored) ?? createSlot(parameter, value, !dense.has(stored));
      this.slots.set(stored, slot);
      slots.set(parameter.name, slot);
    }
    const into = Object.fromEntries(
      graph.dense.map(({ output, parameter }) => [
        output,
        float32(new Float32Array(parameter.shape.reduce((n, d) => n * d, 1)), parameter.shape),
      ]),
    );
    const weights = Object.fromEntries(
      [...slots].map(([name, { weight, parameter }]) => [name, float32(weight, parameter.shape)]),
    );
    return { instance, graph, into, slots, weights, session: undefined };
  }

  /**
   * Room for the row gradients of these feeds. With every output preallocated the runtime copies none; the room is
   * kept and grows to the largest batch.
   */
  #rowsInto({ graph }: Trained, feeds: Tensors): Tensors {
    const into = graph.rows.map(({ output, parameter, ids }) => {
      const width = parameter.shape[1] ?? 1;
      const rows = feeds[ids]?.data.length ?? 0;
      let room = this.#room.get(output);
      if (!room || room.length < rows * width) {
        room = new Float32Array(rows * width);
        this.#room.set(output, room);
      }
      return [output, float32(room.subarray(0, rows * width), [rows, width])] as const;
    });
    return Object.fromEntries(into);
  }

  async #open({ instance }: Trained): Promise<Session> {
    const { backend, threads } = this.#options;
    return backend.open(this.#graph(instance, this.#segment).graph, threads === undefined ? {} : { threads });
  }

  #graph({ name, spec }: HeadInstance, segment: number): TrainingGraph {
    const { architecture, config, seed } = this.#options;
    let node = 0;
    const headNumber = this.#options.heads.findIndex((h) => h.name === name);
    const nextSeed = () => seedFrom(seed, segment, headNumber, ++node);
    return trainingGraph({ architecture, config, nextSeed }, spec);
  }
}
