import type { Session, Tensor, Tensors } from '@stopover/core';
import { seedFrom } from '@stopover/text';
import { float32 } from '../batching/int64.ts';
import {
  accumulateGraph,
  deviceDialect,
  type StatefulGraph,
  stateNames,
  updateFeeds,
  updateGraph,
} from '../graphs/device-graphs.ts';
import { fitted } from '../inference/fitted-feeds.ts';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import { FirstPasses } from './first-passes.ts';
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
import { LossScale } from './loss-scale.ts';
import { takeValues, weightFeeds } from './taken-values.ts';

const parts = ['weight', 'first', 'second'] as const;
const scalar = (x: number): Tensor => ({ type: 'float32', shape: [], data: Float32Array.of(x) });

interface Trained {
  readonly instance: HeadInstance;
  readonly graph: ReturnType<typeof accumulateGraph>;
  session: Session | undefined;
}

interface Updating {
  readonly graph: StatefulGraph;
  readonly session: Session;
}

/**
 * A learner whose weights, gradients and moments stay on the device: forward and backward pass, clipping and AdamW are
 * graphs that replace each other's state there. Nothing travels but batches, losses and norms, until `pull` asks.
 */
export class DeviceLearner implements Learner, AccumulatingLearner {
  readonly stepsPerRun = 1;
  readonly lossScale: LossScale | undefined;
  readonly slots = new Map<string, TrainedParameter>();
  readonly frozen = new Map<string, FrozenParameter>();
  /** Stored names of what is frozen and on the device. */
  readonly #there = new Set<string>();
  readonly #options: LearnerOptions;
  readonly #trained = new Map<string, Trained>();
  /** Names the state that the sessions share. */
  readonly #pool = {};
  #updating: Promise<Updating> | undefined;
  #segment = 0;
  /** Passes since the segment began: the dropout of a pass follows from its number. */
  #passes = 0;
  /** The heads whose gradients wait for an update. */
  readonly #pending = new Set<string>();
  readonly #firsts: FirstPasses;

  constructor(options: LearnerOptions) {
    this.#options = options;
    this.#firsts = new FirstPasses(options);
    if (options.recipe.precision === 'float16') this.lossScale = new LossScale();
    for (const head of options.heads) this.#trained.set(head.name, this.#prepare(head));
  }

  weights(head: string): Tensors {
    const { graph, instance } = trainedHead(this.#trained, head);
    return weightFeeds(this, [...graph.parameters, ...graph.frozen], (name) => this.#stored(name, instance));
  }

  async startInterval(segment: number, passes = 0): Promise<void> {
    this.#segment = segment;
    this.#passes = passes;
  }

  async accumulate({ head, feeds }: MicroBatch, weight: number): Promise<number> {
    const trained = trainedHead(this.#trained, head);
    await this.#open(); // the state's first values
    const { graph, carries, inputs } = trained.graph;
    trained.session ??= await this.#options.backend.open(graph, {
      ...{ ...this.#threads, carries, pool: this.#pool },
      state: this.#frozenOf(trained),
    });
    const firsts = this.#firsts.feeds(this.#pending);
    this.#pending.add(head);
    const seed = Int32Array.of(seedFrom(this.#options.seed, 0xd0, this.#segment, this.#passes++));
    const scale = this.lossScale?.scale ?? 1;
    const own = { ...feeds, 'pass.weight': scalar(weight / scale) };
    const offered = {
      ...firsts,
      'dropout.seed': { type: 'int32', shape: [], data: seed },
      'pass.scale': scalar(scale),
    } satisfies Tensors;
    const { loss } = await trained.session.run(fitted(inputs, own, offered));
    return Number(loss?.data[0]);
  }

  async update(step: number, learningRate: number): Promise<number> {
    const { graph, session } = await this.#open();
    const active = [...this.#trained.keys()].map(
      (head) => [`active.${head}`, this.#pending.has(head) ? 1 : 0] as const,
    );
    const counted = this.lossScale?.counted(step) ?? step;
    const scalars = [...Object.entries(updateFeeds(this.#options.recipe, counted, learningRate)), ...active];
    const offered = Object.fromEntries(scalars.map(([name, x]) => [name, scalar(x)]));
    const { norm } = await session.run(fitted(graph.inputs, {}, offered));
    this.#pending.clear();
    this.lossScale?.note(Number(norm?.data[0]));
    return Number(norm?.data[0]);
  }

  train(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    return trainOneByOne(this, steps);
  }

  async syncToHost(what: 'weights' | 'all'): Promise<void> {
    const session = (await this.#updating)?.session;
    if (!session) return;
    for (const [stored, slot] of this.slots) {
      for (const part of what === 'all' ? parts : (['weight'] as const)) {
        const { data } = await session.read(stateNames(stored)[part]);
        if (data instanceof Float32Array) slot[part].set(data);
      }
    }
  }

  async syncToDevice(): Promise<void> {
    const session = (await this.#updating)?.session;
    if (!session) return;
    for (const [stored, slot] of this.slots) {
      const { shape } = slot.parameter;
      for (const part of parts) await session.write(stateNames(stored)[part], float32(slot[part], shape));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const trained of this.#trained.values()) await trained.session?.[Symbol.asyncDispose]();
    const opened = await this.#updating;
    this.#updating = undefined;
    await opened?.session[Symbol.asyncDispose]();
  }

  get #threads() {
    const { threads } = this.#options;
    return threads === undefined ? {} : { threads };
  }

  #stored(parameter: string, head: HeadInstance): string {
    return storedName(this.#options, parameter, head);
  }

  #prepare(instance: HeadInstance): Trained {
    const { architecture, config, heads, seed, values, trains, adapter } = this.#options;
    let node = 0;
    const number = heads.findIndex(({ name }) => name === instance.name);
    const nextSeed = () => seedFrom(seed, number, ++node);
    const graph = accumulateGraph(
      { architecture, config, trains, adapter, nextSeed, dialect: deviceDialect(this.#options.recipe) },
      instance.spec,
      ({ name }) => this.#stored(name, instance),
      this.#firsts.inputOf,
    );
    takeValues(this, graph, values([...graph.parameters, ...graph.frozen], instance), (name) =>
      this.#stored(name, instance),
    );
    return { instance, graph, session: undefined };
  }

  /** What of a head is frozen and not on the device yet. */
  #frozenOf({ graph, instance }: Trained): Tensors {
    const fresh = graph.frozen.flatMap(({ name }) => {
      const stored = this.#stored(name, instance);
      const found = this.frozen.get(stored);
      if (!found || this.#there.has(stored)) return [];
      this.#there.add(stored);
      return [[stored, float32(found.weight, found.parameter.shape)] as const];
    });
    return Object.fromEntries(fresh);
  }

  #open(): Promise<Updating> {
    this.#updating ??= this.#openUpdate();
    return this.#updating;
  }

  async #openUpdate(): Promise<Updating> {
    const heads = [...this.#trained.values()].map(({ instance, graph }) => ({
      name: instance.name,
      stored: graph.parameters.map(({ name }) => this.#stored(name, instance)),
    }));
    const updated = [...this.slots].map(([stored, { parameter }]) => {
      const names = heads.filter((head) => head.stored.includes(stored)).map(({ name }) => name);
      return { stored, parameter, ...(names.length < heads.length ? { heads: names } : {}) };
    });
    const graph = updateGraph(updated, this.#options.recipe);
    const state = Object.fromEntries(
      [...this.slots].flatMap(([stored, slot]) =>
        ([...parts, 'gradient'] as const).map((part) => [
          stateNames(stored)[part],
          float32(slot[part], slot.parameter.shape),
        ]),
      ),
    );
    const { carries } = graph;
    return {
      graph,
      session: await this.#options.backend.open(graph.graph, { ...this.#threads, state, carries, pool: this.#pool }),
    };
  }
}
