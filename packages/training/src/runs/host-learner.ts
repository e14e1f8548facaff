import type { Session, Tensor, Tensors } from '@stopover/core';
import { seedFrom } from '@stopover/text';
import { batchSizes } from '../batching/batch-sizes.ts';
import { headPlaceFeeds, hostDialect } from '../batching/host-feeds.ts';
import { float32 } from '../batching/int64.ts';
import { DropoutMasks, requireOneShare } from '../graphs/dropout-masks.ts';
import { type TrainingGraph, trainingGraph } from '../graphs/training-graph.ts';
import { adamw, addDense, addRows, createSlot, type GradientForm, type TrainedParameter } from '../optimizers/adamw.ts';
import { ParameterBuffers } from '../optimizers/parameter-buffers.ts';
import {
  type AccumulatingLearner,
  type FrozenParameter,
  type HeadInstance,
  type Learner,
  type LearnerOptions,
  type MicroBatch,
  type Step,
  type StepOutcome,
  storedName,
  trainedHead,
  trainOneByOne,
} from './learner.ts';

interface Trained {
  readonly instance: HeadInstance;
  readonly graph: TrainingGraph;
  /** Parameter name in the graph → slot. */
  readonly slots: ReadonlyMap<string, TrainedParameter>;
  readonly weights: Tensors;
  session: Session | undefined;
}

/**
 * Weights, gradients and moments of an encoder with its heads, in host memory, and the sessions that compute the
 * gradients. Heads share the encoder's arrays.
 */
export class HostLearner implements Learner, AccumulatingLearner {
  readonly stepsPerRun = 1;
  readonly lossScale = undefined;
  /** Without the first values, which would keep a whole checkpoint in memory. */
  readonly #options: Omit<LearnerOptions, 'values'>;
  readonly #trained = new Map<string, Trained>();
  readonly slots = new Map<string, TrainedParameter>();
  readonly frozen = new Map<string, FrozenParameter>();
  /** Stored names of what is read by row. */
  readonly #tables: ReadonlySet<string>;
  /** Arrays for gradients on their way to those of the slots, by what writes them. */
  readonly #room = new Map<string, Float32Array>();
  readonly #factors = new DropoutMasks();
  readonly #arena = new ParameterBuffers();
  /** Slots with a gradient since the last update. */
  readonly #moved = new Set<TrainedParameter>();
  #segment = 0;
  #passes = 0;

  constructor({ values, ...options }: LearnerOptions) {
    this.#options = options;
    const graphs = options.heads.map((instance) => ({ instance, graph: this.#graph(instance) }));
    requireOneShare(graphs.map(({ instance, graph }) => ({ head: instance.name, masks: graph.dropped })));
    // A table that one head reads by row and another as a whole (the decoder of masked tokens) is dense.
    const dense = graphs.flatMap(({ instance, graph }) =>
      graph.dense.map(({ parameter }) => storedName(options, parameter.name, instance)),
    );
    this.#tables = new Set(
      graphs.flatMap(({ instance, graph }) =>
        graph.rows.map(({ parameter }) => storedName(options, parameter.name, instance)),
      ),
    );
    for (const { instance, graph } of graphs)
      this.#trained.set(
        instance.name,
        this.#prepare(instance, graph, values(graph.parameters, instance), new Set(dense)),
      );
  }

  weights(head: string): Tensors {
    return trainedHead(this.#trained, head).weights;
  }

  /** What is dropped follows from the segment and the passes within it. */
  async startInterval(segment: number, passes = 0): Promise<void> {
    this.#segment = segment;
    this.#passes = passes;
  }

  async accumulate({ head, feeds }: MicroBatch, weight: number): Promise<number> {
    const trained = trainedHead(this.#trained, head);
    trained.session ??= await this.#open(trained);
    const outputs = await trained.session.run(
      { ...feeds, ...this.#derived(trained, feeds), ...trained.weights },
      { ...this.#denseInto(trained), ...this.#rowsInto(trained, feeds) },
    );
    for (const { output, parameter } of trained.graph.dense) {
      const slot = trained.slots.get(parameter.name);
      const gradient = outputs[output];
      if (slot && gradient?.type === 'float32') addDense(slot, gradient.data, weight);
      if (slot) this.#moved.add(slot);
    }
    for (const { output, parameter, ids } of trained.graph.rows) {
      const slot = trained.slots.get(parameter.name);
      const [gradient, read] = [outputs[output], feeds[ids]];
      if (slot && gradient?.type === 'float32' && read?.type === 'int64')
        addRows(slot, read.data, gradient.data, weight);
    }
    return Number(outputs['loss']?.data[0]);
  }

  /** Feeds that the graph asks for beside the batch: places of heads, and what is dropped. */
  #derived({ instance, graph }: Trained, feeds: Tensors): Tensors {
    const { config, heads, seed } = this.#options;
    const gathers = graph.inputs.some(({ name }) => name === 'heads.flat'); // an architecture need not attend
    const places = gathers ? headPlaceFeeds(feeds, config.heads) : {};
    const sizes = batchSizes(graph.inputs, { ...feeds, ...places });
    const pass = seedFrom(seed, this.#segment, this.#passes++, heads.indexOf(instance));
    const factors = graph.dropped.map((dropped, i): [string, Tensor] => {
      const shape = dropped.input.shape.map((d) => (typeof d === 'number' ? d : (sizes.get(d) ?? 0)));
      return [dropped.input.name, this.#factors.draw(dropped, shape, seedFrom(pass, i))];
    });
    return { ...places, ...Object.fromEntries(factors) };
  }

  async update(step: number, learningRate: number): Promise<number> {
    const slots = [...this.slots.values()];
    // A step's first pass overwrites its gradients; those of a head that had no pass are still another step's.
    for (const slot of slots) if (slot.overwritten && !this.#moved.has(slot)) slot.gradient.fill(0);
    this.#moved.clear();
    return adamw(slots, this.#options.recipe, step, learningRate);
  }

  train(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    return trainOneByOne(this, steps);
  }

  async syncToHost(): Promise<void> {} // the arrays are what is trained

  async syncToDevice(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    for (const trained of this.#trained.values()) await trained.session?.[Symbol.asyncDispose]();
  }

  #prepare(
    instance: HeadInstance,
    graph: TrainingGraph,
    values: ReadonlyMap<string, Float32Array>,
    dense: ReadonlySet<string>,
  ): Trained {
    const slots = new Map<string, TrainedParameter>();
    const weights: Record<string, Tensor> = {};
    for (const parameter of graph.parameters) {
      const stored = storedName(this.#options, parameter.name, instance);
      const value = values.get(parameter.name);
      if (!value) throw new Error(`no value for ${parameter.name}`);
      if (this.#options.trains?.(parameter.name) === false) {
        const { weight } = this.frozen.get(stored) ?? { weight: value };
        this.frozen.set(stored, { parameter, weight });
        weights[parameter.name] = float32(weight, parameter.shape);
        continue;
      }
      const take = (size: number) => this.#arena.take(size);
      const slot = this.slots.get(stored) ?? createSlot(parameter, value, this.#gradients(stored, dense), take);
      this.slots.set(stored, slot);
      slots.set(parameter.name, slot);
      weights[parameter.name] = float32(slot.weight, parameter.shape);
    }
    return { instance, graph, slots, weights, session: undefined };
  }

  /**
   * Where a pass writes its dense gradients: a step's first one to the arrays that are trained with. With every output
   * preallocated the runtime copies none.
   */
  #denseInto({ graph, slots }: Trained): Tensors {
    const into = graph.dense.map(({ output, parameter }) => {
      const slot = slots.get(parameter.name);
      const first = slot?.overwritten && !this.#moved.has(slot);
      const size = parameter.shape.reduce((n, d) => n * d, 1);
      return [output, float32(first ? slot.gradient : this.#roomFor(output, size), parameter.shape)] as const;
    });
    return Object.fromEntries(into);
  }

  /** Room for the row gradients of these feeds. */
  #rowsInto({ graph }: Trained, feeds: Tensors): Tensors {
    const into = graph.rows.map(({ output, parameter, ids }) => {
      const width = parameter.shape[1] ?? 1;
      const rows = feeds[ids]?.data.length ?? 0;
      return [output, float32(this.#roomFor(output, rows * width), [rows, width])] as const;
    });
    return Object.fromEntries(into);
  }

  /** An array that is kept, and grows to the largest size that is asked for. */
  #roomFor(output: string, size: number): Float32Array {
    let room = this.#room.get(output);
    if (!room || room.length < size) {
      room = new Float32Array(size);
      this.#room.set(output, room);
    }
    return room.subarray(0, size);
  }

  /** How a parameter's gradient comes: by row, as a whole to be added up, or as a step's first pass writes it. */
  #gradients(stored: string, dense: ReadonlySet<string>): GradientForm {
    if (!dense.has(stored)) return 'rows';
    // A table may get rows beside its dense gradient, and then both are added up.
    return this.#tables.has(stored) ? 'sum' : 'overwritten';
  }

  async #open({ graph }: Trained): Promise<Session> {
    const { backend, threads } = this.#options;
    return backend.open(graph.graph, threads === undefined ? {} : { threads });
  }

  #graph({ spec }: HeadInstance): TrainingGraph {
    const { architecture, config, trains, adapter } = this.#options;
    return trainingGraph({ architecture, config, trains, adapter, nextSeed: () => 0, dialect: hostDialect }, spec);
  }
}
