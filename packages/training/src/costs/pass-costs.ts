// What the passes of a stage compute, counted from the graphs that it would run.
import { gradients } from '@stopover/autodiff';
import type { Backend, Tensors } from '@stopover/core';
import {
  encoderGraph,
  frozenNames,
  type GraphOptions,
  type HeadSpec,
  type ModelGraph,
  modelGraph,
} from '@stopover/encoders';
import { GraphCost, type LoweringOptions, type Work } from '@stopover/onnx-graph';
import type { Feature } from '@stopover/text';
import { batchSizes } from '../batching/batch-sizes.ts';
import { collate, headFeeds, layoutFeeds, type Placement, secondsOf } from '../batching/collate.ts';
import { denseBatches } from '../batching/dense-batches.ts';
import { headPlaceFeeds, hostDialect, hostPredicting } from '../batching/host-feeds.ts';
import { maskedFeeds } from '../batching/masking.ts';
import { splitBatch } from '../batching/split-batch.ts';
import type { Recipe } from '../runs/recipe.ts';

/** A model whose passes are counted: its architecture, and its sizes with the dropout that it is trained with. */
export type CountedModel = Pick<GraphOptions, 'architecture' | 'config'>;

/** A graph's cost, and its feeds from which the sizes of a batch are read. */
interface Counted {
  readonly cost: GraphCost;
  readonly inputs: ModelGraph['op']['graph']['inputs'];
  readonly dialect: LoweringOptions;
}

/** Nothing to do. */
export const noWork: Work = { flops: 0, elements: 0, nodes: 0 };

/** Both, one after the other. */
export const bothWorks = (a: Work, b: Work): Work => ({
  flops: a.flops + b.flops,
  elements: a.elements + b.elements,
  nodes: a.nodes + b.nodes,
});

/** So many times the same. */
export const timesWork = ({ flops, elements, nodes }: Work, times: number): Work => ({
  flops: flops * times,
  elements: elements * times,
  nodes: nodes * times,
});

/** Counts the passes of one model on a kind of backend; each graph is built once. */
export class PassCosts {
  readonly #model: CountedModel;
  readonly #backend: Pick<Backend, 'training'>;
  readonly #counted = new Map<string, Counted>();

  constructor(model: CountedModel, backend: Pick<Backend, 'training'>) {
    this.#model = model;
    this.#backend = backend;
  }

  /** Nodes of a head's graph that trains or predicts. */
  nodes(spec: HeadSpec, what: 'training' | 'predicting'): number {
    return (what === 'training' ? this.#training(spec) : this.#predicting(spec)).cost.nodes;
  }

  /** The passes that a training batch is made in. */
  passes(batch: readonly Feature[]): readonly (readonly Feature[])[] {
    return splitBatch(batch, this.#backend);
  }

  /** One forward and backward pass over some features. */
  training(spec: HeadSpec, pass: readonly Feature[], { mlmProbability, freeze }: CountedRecipe = {}): Work {
    if (pass.length === 0) return noWork;
    return on(this.#training(spec, freeze), this.#trainingFeeds(pass, mlmProbability ?? usualShare), this.#heads);
  }

  /** All forward passes over some features, in the batches that a prediction makes. */
  predicting(spec: HeadSpec, features: readonly Feature[]): Work {
    return this.#forward(this.#predicting(spec), features);
  }

  /** The same as far as the states of some layers. */
  states(layers: readonly number[], features: readonly Feature[]): Work {
    return this.#forward(this.#states(layers), features);
  }

  /** Nodes of the graph that gives the states of some layers. */
  stateNodes(layers: readonly number[]): number {
    return this.#states(layers).cost.nodes;
  }

  #states(layers: readonly number[]): Counted {
    return this.#once(`states ${layers.join()}`, predicting, (options) => {
      const { op, states } = encoderGraph({ ...options, infers: true });
      for (const layer of layers) {
        const state = states[layer];
        if (state) op.graph.output(`state.${layer}`, state);
      }
      return op;
    });
  }

  #forward(counted: Counted, features: readonly Feature[]): Work {
    let sum = noWork;
    for (const batch of denseBatches(features)) {
      const sequences = batch.flatMap((feature) => [...feature.sequences]);
      const heads = batch[0]?.kind === 'pair' ? {} : headFeeds(batch, sequences);
      const feeds = { ...layoutFeeds(sequences, this.#placement, secondsOf(batch)), ...heads };
      sum = bothWorks(sum, on(counted, feeds, this.#heads));
    }
    return sum;
  }

  get #heads(): number {
    return this.#model.config.heads;
  }

  get #placement(): Placement {
    return this.#model;
  }

  #trainingFeeds(batch: readonly Feature[], share: number): Tensors {
    const masked = batch.filter((feature) => feature.kind === 'mlm');
    if (masked.length === 0) return collate(batch, this.#placement);
    const masking = { share, maskId: 0, firstOrdinaryId: 0, vocabSize: this.#model.config.vocabSize };
    return maskedFeeds(masked, this.#placement, masking, 0);
  }

  #training({ kind, size }: HeadSpec, freeze: Recipe['freeze'] = 'none'): Counted {
    return this.#once(`training ${kind} ${size} ${freeze}`, training, (options) => {
      const frozen = freeze === 'none' ? none : frozenNames(options, freeze);
      const trains = (name: string) => !frozen.has(name);
      const { op, parameters, loss } = modelGraph({ ...options, nextSeed: () => 0, trains }, { kind, size });
      const scalar = loss();
      const wanted = [...parameters.dense.map(({ value }) => value), ...parameters.lookups.map(({ rows }) => rows)];
      op.graph.output('loss', scalar);
      for (const [i, gradient] of gradients(op, scalar, wanted).entries()) op.graph.output(`gradient.${i}`, gradient);
      return op;
    });
  }

  #predicting({ kind, size }: HeadSpec): Counted {
    return this.#once(`predicting ${kind} ${size}`, predicting, (options) => {
      const { op, logits } = modelGraph({ ...options, infers: true }, { kind, size });
      op.graph.output('logits', logits);
      return op;
    });
  }

  #once(key: string, hosts: LoweringOptions, build: (options: GraphOptions) => ModelGraph['op']): Counted {
    const known = this.#counted.get(key);
    if (known) return known;
    const dialect = this.#backend.training.state === 'device' ? onDevice : hosts;
    const { graph } = build({ ...this.#model, dialect });
    const counted = { cost: new GraphCost(graph), inputs: graph.inputs, dialect };
    this.#counted.set(key, counted);
    return counted;
  }
}

/** What of a recipe changes a pass. */
export type CountedRecipe = Partial<Pick<Recipe, 'mlmProbability' | 'freeze'>>;

const none: ReadonlySet<string> = new Set();
const training = hostDialect;
const predicting = hostPredicting;
/** Of all dialects of devices the one that is usual; others differ in what is no product. */
const onDevice: LoweringOptions = { indices: 'int32', dropout: 'counted' };
/** Share of masked tokens where nobody says another. */
const usualShare = 0.15;

function on({ cost, inputs, dialect }: Counted, feeds: Tensors, heads: number): Work {
  const attends = inputs.some(({ name }) => name === 'heads.flat');
  const places = attends ? headPlaceFeeds(feeds, heads, dialect.squares) : {};
  return cost.on(batchSizes(inputs, { ...feeds, ...places }));
}
