import type { Session, Tensor, Tensors } from '@stopover/core';
import { loopSteps, outside } from '@stopover/onnx-graph';
import { createSlot, type Slot } from './adamw.ts';
import { buildPass, deviceDialect, stateNames, updateFeeds } from './device-graphs.ts';
import { iota, narrowed } from './fitted-feeds.ts';
import { float32, int64 } from './int64.ts';
import {
  type HeadInstance,
  type Learner,
  type LearnerOptions,
  passShares,
  type Step,
  type StepOutcome,
  storedName,
  trainedHead,
} from './learner.ts';
import { type LoopGraph, loopGraph } from './loop-graph.ts';
import { LossScale } from './loss-scale.ts';
import { seedFrom } from './random.ts';
import { stackFeeds } from './stack-feeds.ts';

const scalar = (x: number): Tensor => ({ type: 'float32', shape: [], data: Float32Array.of(x) });

interface Trained {
  readonly instance: HeadInstance;
  readonly parameters: readonly string[];
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
  readonly slots = new Map<string, Slot>();
  readonly #options: LearnerOptions;
  readonly #trained = new Map<string, Trained>();
  #segment = 0;
  #passes = 0;

  constructor(options: LearnerOptions) {
    this.#options = options;
    if (options.recipe.precision === 'float16') this.lossScale = new LossScale();
    this.stepsPerRun = options.backend.stepsPerRun ?? 1;
    for (const head of options.heads) this.#trained.set(head.name, this.#prepare(head));
  }

  weights(head: string): Tensors {
    const slots = trainedHead(this.#trained, head).parameters.flatMap((stored) => this.slots.get(stored) ?? []);
    return Object.fromEntries(
      slots.map(({ weight, parameter }) => [parameter.name, float32(weight, parameter.shape)] as const),
    );
  }

  async openSegment(segment: number, passes = 0): Promise<void> {
    this.#segment = segment;
    this.#passes = passes;
  }

  async train(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    const outcomes: StepOutcome[] = [];
    while (outcomes.length < steps.length) {
      const from = outcomes.length;
      const head = steps[from]?.head ?? '';
      const end = steps.findIndex((step, i) => i > from && step.head !== head);
      outcomes.push(...(await this.#run(head, steps.slice(from, end < 0 ? undefined : end))));
    }
    return outcomes;
  }

  async pull(): Promise<void> {} // a run's states come back into the slots' arrays

  async push(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    for (const trained of this.#trained.values()) {
      await trained.session?.[Symbol.asyncDispose]();
      trained.session = undefined;
    }
  }

  async #run(head: string, steps: readonly Step[]): Promise<readonly StepOutcome[]> {
    const trained = trainedHead(this.#trained, head);
    trained.graph ??= this.#graph(trained.instance);
    const { graph } = trained;
    trained.session ??= await this.#open(graph);
    const rounds = steps.flatMap((step) => this.#rounds(step));
    const stacked = stackFeeds(graph.inputs, rounds);
    const feeds = Object.fromEntries(Object.entries(stacked).map(([name, tensor]) => [outside(name), tensor]));
    const outputs = await trained.session.run({
      ...feeds,
      ...iotasOf(graph, stacked),
      [loopSteps]: int64([rounds.length], []),
    });
    const numbers = (name: string, at: number) => Number(outputs[outside(name)]?.data[at]);
    let round = 0;
    return steps.map(({ passes }) => {
      const loss = passShares(passes).reduce((sum, share) => sum + numbers('loss', round++) * share, 0);
      const norm = numbers('norm', round - 1);
      this.lossScale?.note(norm);
      return { loss, norm };
    });
  }

  #rounds({ number, learningRate, passes }: Step): Tensors[] {
    const { recipe, seed } = this.#options;
    const counted = this.lossScale?.counted(number) ?? number;
    const scale = this.lossScale?.scale ?? 1;
    const updates = Object.entries(updateFeeds(recipe, counted, learningRate)).map(([name, x]) => [name, scalar(x)]);
    const shares = passShares(passes);
    return passes.map((feeds, i) => ({
      ...Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, narrowed(tensor)])),
      ...Object.fromEntries(updates),
      'pass.weight': scalar((shares[i] ?? 0) / scale),
      'pass.scale': scalar(scale),
      'pass.first': scalar(i === 0 ? 1 : 0),
      'pass.update': scalar(i === passes.length - 1 ? 1 : 0),
      'dropout.seed': {
        type: 'int32',
        shape: [],
        data: Int32Array.of(seedFrom(seed, 0xd0, this.#segment, this.#passes++)),
      },
    }));
  }

  #prepare(instance: HeadInstance): Trained {
    const { architecture, config, recipe, values } = this.#options;
    const stored = (name: string) => storedName(this.#options, name, instance);
    const { parameters } = buildPass(
      { architecture, config, dialect: deviceDialect(recipe) },
      instance.spec,
      ({ name }) => stored(name),
    );
    const found = values(parameters, instance);
    for (const parameter of parameters) {
      const value = found.get(parameter.name);
      if (!value) throw new Error(`no value for ${parameter.name}`);
      const name = stored(parameter.name);
      if (!this.slots.has(name)) this.slots.set(name, createSlot(parameter, value, 'sum'));
    }
    return { instance, parameters: parameters.map(({ name }) => stored(name)), graph: undefined, session: undefined };
  }

  #graph(instance: HeadInstance): LoopGraph {
    const { architecture, config, heads, recipe, seed } = this.#options;
    let node = 0;
    const number = heads.findIndex(({ name }) => name === instance.name);
    return loopGraph({
      model: { architecture, config, nextSeed: () => seedFrom(seed, number, ++node), dialect: deviceDialect(recipe) },
      spec: instance.spec,
      stored: ({ name }) => storedName(this.#options, name, instance),
      updated: [...this.slots].map(([stored, { parameter }]) => ({ stored, parameter })),
      recipe,
    });
  }

  #open({ graph, carries }: LoopGraph): Promise<Session> {
    const { backend, threads } = this.#options;
    const held = new Set(Object.values(carries));
    const state = [...this.slots].flatMap(([stored, slot]) =>
      (['weight', 'gradient', 'first', 'second'] as const).flatMap((part) => {
        const name = outside(stateNames(stored)[part]);
        return held.has(name) ? [[name, float32(slot[part], slot.parameter.shape)] as const] : [];
      }),
    );
    return backend.open(graph, {
      ...(threads === undefined ? {} : { threads }),
      state: Object.fromEntries(state),
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
