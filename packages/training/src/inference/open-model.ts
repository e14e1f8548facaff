import type { Backend, Example, Graph, Kind, Session } from '@stopover/core';
import {
  type Architecture,
  type CheckpointFiles,
  encoderGraph,
  type HeadSpec,
  modelGraph,
  openCheckpoint,
  type Parameter,
  placeWeights,
  type ValueChange,
} from '@stopover/encoders';
import { type Dialect, type GraphBuilder, serialize } from '@stopover/onnx-graph';
import { Tokenizer } from '@stopover/text';
import { taskOrder } from './fit-head.ts';
import { openGraph, predictingDialect } from './open-graph.ts';
import type { Pool } from './rank.ts';
import type { SearchOptions } from './search.ts';

/** Which model is opened, and on what. */
export interface OpenModelOptions {
  readonly from: string;
  /** Architectures beside the built-in ones. */
  readonly architectures?: readonly Architecture[];
  readonly backend: Backend;
  readonly threads?: number;
}

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
  /** Tensors whose numbers were looked at. */
  readonly #seen = new Set<string>();
  readonly #sessions = new Map<string, Promise<Session>>();
  /** Candidates that are encoded already, by the list that they were given as: all languages of a test share one. */
  readonly #pools = new Map<readonly Example<Kind>[], Promise<Pool>>();

  private constructor(checkpoint: CheckpointFiles, tokenizer: Tokenizer, { backend, threads }: OpenModelOptions) {
    this.checkpoint = checkpoint;
    this.tokenizer = tokenizer;
    this.#backend = backend;
    this.#threads = threads;
  }

  /** Reads a checkpoint folder. @throws DataError naming the file that is missing or broken. */
  static async open(options: OpenModelOptions): Promise<OpenModel> {
    const checkpoint = await openCheckpoint(options.from, options.architectures);
    return new OpenModel(checkpoint, await Tokenizer.load(options.from), options);
  }

  /** What a search over its vectors runs on. */
  get search(): SearchOptions {
    return { backend: this.#backend, ...(this.#threads === undefined ? {} : { threads: this.#threads }) };
  }

  /**
   * The session of a head: the layout's and the head's feeds in, `logits` out, in the order of the task's labels where
   * that is given. @throws DataError without its weights.
   */
  head(spec: HeadSpec, order?: readonly number[]): Promise<Session> {
    return this.#session([spec.kind, spec.size, ...(order ?? [])].join(' '), async (dialect) => {
      const { op, parameters, logits } = modelGraph({ ...this.checkpoint, dialect, infers: true }, spec);
      op.graph.output('logits', logits);
      const changed = taskOrder(order, this.checkpoint, spec);
      return this.#withWeights(op.graph, `inference.${spec.kind}`, parameters.all, changed);
    });
  }

  /** The session that gives states of some layers, `state.<layer>` [T, hidden] each, from the layout's feeds. */
  layers(indices: readonly number[]): Promise<Session> {
    return this.#session(`layers ${indices.join()}`, async (dialect) => {
      const { op, parameters, states } = encoderGraph({ ...this.checkpoint, dialect, infers: true });
      for (const index of indices) {
        const state = states[index];
        if (!state) throw new Error(`the encoder has no layer ${index}`);
        op.graph.output(`state.${index}`, state);
      }
      return this.#withWeights(op.graph, 'states', parameters.all);
    });
  }

  /** A list of candidates is encoded by whoever asks first. */
  pool(candidates: readonly Example<Kind>[], encode: () => Promise<Pool>): Promise<Pool> {
    const known = this.#pools.get(candidates) ?? encode();
    this.#pools.set(candidates, known);
    return known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pool of this.#pools.values()) (await pool.catch(() => undefined))?.[Symbol.dispose]();
    this.#pools.clear();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const opening of sessions) await (await opening.catch(() => undefined))?.[Symbol.asyncDispose]();
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

  #session(key: string, build: (dialect: Dialect) => Promise<Parameters<typeof openGraph>[1]>): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known) return known;
    const threads = this.#threads === undefined ? {} : { threads: this.#threads };
    const open = async () => openGraph(this.#backend, await build(predictingDialect(this.#backend)), threads);
    const opening = open();
    this.#sessions.set(key, opening);
    return opening;
  }
}

/**
 * The model that was opened last, so that evaluations of one checkpoint that follow each other share it. A folder that
 * was opened must not change while this is in use.
 */
export class OpenModels implements AsyncDisposable {
  #last: { readonly options: OpenModelOptions; readonly model: OpenModel } | undefined;

  /** The model of a folder; another one that was open is closed. @throws DataError when the folder is broken. */
  async open(options: OpenModelOptions): Promise<OpenModel> {
    const last = this.#last;
    if (last && (['from', 'backend', 'threads'] as const).every((key) => last.options[key] === options[key])) {
      return last.model;
    }
    await this[Symbol.asyncDispose]();
    this.#last = { options, model: await OpenModel.open(options) };
    return this.#last.model;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const last = this.#last;
    this.#last = undefined;
    await last?.model[Symbol.asyncDispose]();
  }
}
