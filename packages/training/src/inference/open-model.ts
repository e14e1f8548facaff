import { availableParallelism, loadavg } from 'node:os';
import type { Backend, Graph, OpenOptions, Session } from '@stopover/core';
import {
  type Architecture,
  type CheckpointFiles,
  encoderGraph,
  type HeadSpec,
  modelGraph,
  openCheckpoint,
  type Parameter,
  placeWeights,
  tokenizerFolder,
  type ValueChange,
} from '@stopover/encoders';
import { type GraphBuilder, type LoweringOptions, serialize } from '@stopover/onnx-graph';
import { type Feature, Tokenizer } from '@stopover/text';
import type { SearchOptions } from '../retrieval/nearest-neighbours.ts';
import { taskOrder } from '../runs/fit-head.ts';
import { openGraph, predictingDialect } from './open-graph.ts';

/** Which model is opened, and on what. */
export interface OpenModelOptions {
  readonly from: string;
  /** Architectures beside the built-in ones. */
  readonly architectures?: readonly Architecture[];
  readonly backend: Backend;
  readonly threads?: number;
  /** Tokens from which on a session is prepared for runs at the same time; default: `enoughForLanes` on a busy machine. */
  readonly lanesFrom?: number;
}

/**
 * Preparing lanes takes a base model 2.3 s of processor time and a file of three times its matrices; what they save of
 * the predictions of so many tokens is about that. Both grow with the model alike.
 */
const enoughForLanes = 20_000;

/**
 * Whether others want the cores too. One run on all threads then waits for the slowest at every product, and a run on each
 * is a third faster; on an idle machine it is a twentieth slower (docs/performance.md). The numbers are the same.
 */
const isBusy = (): boolean => (loadavg()[0] ?? 0) > availableParallelism();

/** What a session is about to be given. */
type Expected = readonly Pick<Feature, 'sequences'>[];

/**
 * A finished model that is open for predictions. Each head has one session, which keeps the weights as constants, so that
 * the runtime lays the matrices out once for all languages and tasks; it takes them from the files, and nothing here
 * holds them.
 */
export class OpenModel implements AsyncDisposable {
  readonly checkpoint: CheckpointFiles;
  readonly tokenizer: Tokenizer;
  readonly #backend: Backend;
  readonly #threads: number | undefined;
  readonly #lanesFrom: number | undefined;
  /** Tensors whose numbers were looked at. */
  readonly #seen = new Set<string>();
  readonly #sessions = new Map<string, Promise<Session>>();

  private constructor(checkpoint: CheckpointFiles, tokenizer: Tokenizer, options: OpenModelOptions) {
    this.checkpoint = checkpoint;
    this.tokenizer = tokenizer;
    this.#backend = options.backend;
    this.#threads = options.threads;
    this.#lanesFrom = options.lanesFrom;
  }

  /** Reads a checkpoint folder. @throws DataError naming the file that is missing or broken. */
  static async open(options: OpenModelOptions): Promise<OpenModel> {
    const checkpoint = await openCheckpoint(options.from, options.architectures);
    return new OpenModel(checkpoint, await Tokenizer.load(await tokenizerFolder(options.from)), options);
  }

  /** What a search over its vectors runs on. */
  get search(): SearchOptions {
    return { backend: this.#backend, ...(this.#threads === undefined ? {} : { threads: this.#threads }) };
  }

  /**
   * The session of a head: the layout's and the head's feeds in, `logits` out, in the order of the task's labels where
   * that is given. `features` are those that are predicted first. @throws DataError without its weights.
   */
  head(spec: HeadSpec, features: Expected = [], order?: readonly number[]): Promise<Session> {
    return this.#session([spec.kind, spec.size, ...(order ?? [])].join(' '), features, async (dialect) => {
      const { op, parameters, logits } = modelGraph({ ...this.checkpoint, dialect, infers: true }, spec);
      op.graph.output('logits', logits);
      const changed = taskOrder(order, this.checkpoint, spec);
      return this.#withWeights(op.graph, `inference.${spec.kind}`, parameters.all, changed);
    });
  }

  /** The session that gives states of some layers, `state.<layer>` [T, hidden] each, from the layout's feeds. */
  layers(indices: readonly number[], features: Expected = []): Promise<Session> {
    return this.#session(`layers ${indices.join()}`, features, async (dialect) => {
      const { op, parameters, states } = encoderGraph({ ...this.checkpoint, dialect, infers: true });
      for (const index of indices) {
        const state = states[index];
        if (!state) throw new Error(`the encoder has no layer ${index}`);
        op.graph.output(`state.${index}`, state);
      }
      return this.#withWeights(op.graph, 'states', parameters.all);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const opening of sessions) await (await opening.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  /** A run on each thread where there is enough to do, else one on all of them. */
  #optionsFor(features: Expected): OpenOptions {
    const threads = this.#threads === undefined ? {} : { threads: this.#threads };
    const sequences = features.flatMap((feature) => feature.sequences);
    const tokens = sequences.reduce((sum, { length }) => sum + length, 0);
    if (tokens < (this.#lanesFrom ?? enoughForLanes) || (this.#lanesFrom === undefined && !isBusy())) return threads;
    return { ...threads, lanes: this.#threads ?? availableParallelism() };
  }

  async #withWeights(
    builder: GraphBuilder,
    name: string,
    parameters: readonly Parameter[],
    changed?: ReadonlyMap<string, ValueChange>,
  ) {
    const options = { seen: this.#seen, ...(changed && { changed }) };
    const { initializers, folder } = await placeWeights(this.checkpoint, parameters, options);
    const graph: Graph = { ...serialize(builder, name, initializers), ...(folder !== undefined && { folder }) };
    return { graph, inputs: builder.inputs };
  }

  #session(
    key: string,
    features: Expected,
    build: (dialect: LoweringOptions) => Promise<Parameters<typeof openGraph>[1]>,
  ): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known) return known;
    const options = this.#optionsFor(features);
    const open = async () => openGraph(this.#backend, await build(predictingDialect(this.#backend)), options);
    const opening = open();
    this.#sessions.set(key, opening);
    return opening;
  }
}
