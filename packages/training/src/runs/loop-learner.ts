import type { Session, Tensor, Tensors } from '@stopover/core';
import type { Parameter } from '@stopover/encoders';
import { loopSteps, outside } from '@stopover/onnx-graph';
import { seedFrom } from '@stopover/text';
import { float32, int64 } from '../batching/int64.ts';
import { stackFeeds } from '../batching/stack-feeds.ts';
import { buildPass, deviceDialect, stateNames, updateFeeds } from '../graphs/device-graphs.ts';
import { type LoopGraph, loopGraph } from '../graphs/loop-graph.ts';
import { iota, narrowed } from '../inference/fitted-feeds.ts';
import type { TrainedParameter } from '../optimizers/adamw.ts';
import { FirstPasses } from './first-passes.ts';
import {
  type FrozenParameter,
  gathers,
  type HeadInstance,
  type Learner,
  type LearnerOptions,
  lossesOf,
  passesOf,
  type Step,
  type StepOutcome,
  storedName,
  trainedHead,
  type WeighedPass,
} from './learner.ts';
import { LossScale } from './loss-scale.ts';
import { takeValues, weightFeeds } from './taken-values.ts';

/** A pass among those of some steps. */
interface Round {
  readonly step: Step;
  readonly pass: WeighedPass;
  /** Heads of the step's earlier passes. */
  readonly before: ReadonlySet<string>;
  /** The step's update follows. */
  readonly last: boolean;
}

const roundsOf = (step: Step): readonly Round[] => {
  const passes = passesOf(step);
  return passes.map((pass, i) => {
    return { step, pass, before: new Set(passes.slice(0, i).map(({ head }) => head)), last: i === passes.length - 1 };
  });
};

const scalar = (x: number): Tensor => ({ type: 'float32', shape: [], data: Float32Array.of(x) });

interface Trained {
  readonly instance: HeadInstance;
  readonly parameters: readonly Parameter[];
  graph: LoopGraph | undefined;
  session: Session | undefined;
}

/**
 * A learner that takes several steps in one run, as an ONNX `Loop` whose weights and moments stay inside it: for a
 * device whose tensors the Node binding cannot leave there, so that they travel once in that many steps.
 */
export class LoopLearner implements Learner {
  readonly stepsPerRun: number;
  readonly lossScale: LossScale | undefined;
  readonly slots = new Map<string, TrainedParameter>();
  readonly frozen = new Map<string, FrozenParameter>();
  readonly #options: LearnerOptions;
  readonly #trained = new Map<string, Trained>();
  readonly #firsts: FirstPasses;
  #segment = 0;
  #passes = 0;

  constructor(options: LearnerOptions) {
    this.#options = options;
    this.#firsts = new FirstPasses(options);
    if (options.recipe.precision === 'float16') this.lossScale = new LossScale();
    const { training } = options.backend;
    this.stepsPerRun = training.state === 'loop' ? training.steps : 1;
    for (const head of options.heads) this.#trained.set(head.name, this.#prepare(head));
  }

  weights(head: string): Tensors {
    const { parameters, instance } = trainedHead(this.#trained, head);
    return weightFeeds(this, parameters, (name) => storedName(this.#options, name, instance));
  }

  async startInterval(segment: number, passes = 0): Promise<void> {
    this.#segment = segment;
    this.#passes = passes;
  }

  async train(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    const rounds = steps.flatMap(roundsOf);
    const losses: number[] = [];
    const norms: number[] = [];
    while (losses.length < rounds.length) {
      const from = losses.length;
      const head = rounds[from]?.pass.head ?? '';
      const end = rounds.findIndex(({ pass }, i) => i > from && pass.head !== head);
      for (const found of await this.#run(head, rounds.slice(from, end < 0 ? undefined : end))) {
        losses.push(found.loss);
        norms.push(found.norm);
      }
    }
    let done = 0;
    return steps.map((step) => {
      const passes = passesOf(step);
      const own = losses.slice(done, done + passes.length);
      done += passes.length;
      return { ...lossesOf(step, passes, own), norm: norms[done - 1] ?? Number.NaN };
    });
  }

  async syncToHost(): Promise<void> {} // a run's states come back into the slots' arrays

  async syncToDevice(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    for (const trained of this.#trained.values()) {
      await trained.session?.[Symbol.asyncDispose]();
      trained.session = undefined;
    }
  }

  /** One run of a head's passes: the loss of each, and the norm of the gradient that a step has gathered by then. */
  async #run(head: string, some: readonly Round[]): Promise<readonly Pick<StepOutcome, 'loss' | 'norm'>[]> {
    const trained = trainedHead(this.#trained, head);
    trained.graph ??= this.#graph(trained.instance);
    const { graph } = trained;
    trained.session ??= await this.#open(trained.instance, graph);
    const rounds = some.map((round) => this.#feeds(round));
    const stacked = stackFeeds(graph.inputs, rounds);
    const feeds = Object.fromEntries(Object.entries(stacked).map(([name, tensor]) => [outside(name), tensor]));
    const outputs = await trained.session.run({
      ...feeds,
      ...iotasOf(graph, stacked),
      [loopSteps]: int64([rounds.length], []),
    });
    const numbers = (name: string, at: number) => Number(outputs[outside(name)]?.data[at]);
    return some.map(({ last }, round) => {
      const norm = numbers('norm', round);
      if (last) this.lossScale?.note(norm);
      return { loss: numbers('loss', round), norm };
    });
  }

  #feeds({ step: { number, learningRate }, pass, before, last }: Round): Tensors {
    const { recipe, seed } = this.#options;
    const counted = this.lossScale?.counted(number) ?? number;
    const scale = this.lossScale?.scale ?? 1;
    const updates = Object.entries(updateFeeds(recipe, counted, learningRate)).map(([name, x]) => [name, scalar(x)]);
    return {
      ...Object.fromEntries(Object.entries(pass.feeds).map(([name, tensor]) => [name, narrowed(tensor)])),
      ...Object.fromEntries(updates),
      'pass.weight': scalar(pass.ofStep / scale),
      'pass.scale': scalar(scale),
      ...this.#firsts.feeds(before),
      'pass.update': scalar(last ? 1 : 0),
      'dropout.seed': {
        type: 'int32',
        shape: [],
        data: Int32Array.of(seedFrom(seed, 0xd0, this.#segment, this.#passes++)),
      },
    };
  }

  #prepare(instance: HeadInstance): Trained {
    const { architecture, config, recipe, values, trains, adapter } = this.#options;
    const stored = (name: string) => storedName(this.#options, name, instance);
    const pass = buildPass(
      { architecture, config, trains, adapter, dialect: deviceDialect(recipe) },
      instance.spec,
      ({ name }) => stored(name),
    );
    const parameters = [...pass.parameters, ...pass.frozen];
    takeValues(this, pass, values(parameters, instance), stored);
    return { instance, parameters, graph: undefined, session: undefined };
  }

  #graph(instance: HeadInstance): LoopGraph {
    const { architecture, config, heads, recipe, seed, alternates, trains, adapter } = this.#options;
    let node = 0;
    const number = heads.findIndex(({ name }) => name === instance.name);
    return loopGraph({
      model: {
        ...{ architecture, config, trains, adapter, nextSeed: () => seedFrom(seed, number, ++node) },
        dialect: deviceDialect(recipe),
      },
      spec: instance.spec,
      stored: ({ name }) => storedName(this.#options, name, instance),
      updated: [...this.slots].map(([stored, { parameter }]) => ({ stored, parameter })),
      recipe,
      gathers: gathers(this.#options),
      ...(alternates && heads.length > 1 ? { firstOf: this.#firsts.inputOf } : {}),
    });
  }

  #open(instance: HeadInstance, { graph, carries, frozen }: LoopGraph): Promise<Session> {
    const { backend, threads } = this.#options;
    const held = new Set(Object.values(carries));
    const state = [...this.slots].flatMap(([stored, slot]) =>
      (['weight', 'gradient', 'first', 'second'] as const).flatMap((part) => {
        const name = outside(stateNames(stored)[part]);
        return held.has(name) ? [[name, float32(slot[part], slot.parameter.shape)] as const] : [];
      }),
    );
    const stored = (name: string) => storedName(this.#options, name, instance);
    const fixed = Object.fromEntries(
      Object.entries(weightFeeds(this, frozen, stored)).map(([name, tensor]) => [outside(stored(name)), tensor]),
    );
    return backend.open(graph, {
      ...(threads === undefined ? {} : { threads }),
      state: { ...Object.fromEntries(state), ...fixed },
      carries,
    });
  }
}

/** `iota.<size>` for each size that the loop asks for, as the stacked feeds have it. */
function iotasOf({ inputs }: LoopGraph, stacked: Tensors): Tensors {
  const wanted = inputs.flatMap(({ name }) => (name.startsWith('iota.') ? [name] : []));
  return Object.fromEntries(
    wanted.map((name) => {
      const size = name.slice('iota.'.length);
      const input = inputs.find((one) => one.name !== name && one.shape.includes(size));
      const axis = input?.shape.indexOf(size) ?? 0;
      return [outside(name), iota(stacked[input?.name ?? '']?.shape[axis + 1] ?? 0)];
    }),
  );
}
