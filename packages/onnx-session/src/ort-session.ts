import { messageOf, type Session, StopoverError, type Tensor, type Tensors } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { endedAtMarker, markerName } from './filled-marker.ts';
import { explained, type KnownFailure } from './known-failure.ts';
import {
  checkTensor,
  copyInto,
  fixedShape,
  fromOrt,
  type Ort,
  overlap,
  type Slot,
  slotsOf,
  toOrt,
  zeros,
} from './ort-tensor.ts';
import type { OrtTensors, ResidentState } from './resident-state.ts';

/** Where a run's outputs go: what the caller gets back, and what ONNX Runtime still has to allocate. */
interface Targets {
  readonly filled: Record<string, Tensor>;
  /** What is to be copied afterwards, where the run cannot fill arrays of ours. */
  readonly later: Readonly<Record<string, Tensor>>;
  readonly fetches: Record<string, OrtTensor | null>;
  readonly open: readonly string[];
}

/** An open session of ONNX Runtime, of this thread or another one. */
export interface RunnableSession
  extends Pick<InferenceSession, 'inputMetadata' | 'outputMetadata' | 'outputNames' | 'release'> {
  run(feeds: OrtTensors, fetches: Readonly<Record<string, OrtTensor | null>>): Promise<OrtTensors>;
}

/** A session of ONNX Runtime with its state. Runs, reads and writes happen one after the other, in the order of the calls. */
export class OrtSession implements Session {
  readonly #where: string;
  readonly #ort: Ort;
  readonly #session: RunnableSession;
  readonly #inputs: ReadonlyMap<string, Slot>;
  readonly #outputs: ReadonlyMap<string, Slot>;
  readonly #state: ResidentState;
  readonly #scalars: ReadonlySet<string>;
  readonly #marked: boolean;
  readonly #failures: readonly KnownFailure[];
  readonly #wrapped = new WeakMap<Tensor, OrtTensor>();
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** `scalars`: the outputs that the graph declares as scalars, which the session's own metadata do not tell. */
  constructor(
    where: string,
    ort: Ort,
    session: RunnableSession,
    state: ResidentState,
    scalars: ReadonlySet<string>,
    failures: readonly KnownFailure[] = [],
  ) {
    this.#failures = failures;
    this.#where = where;
    this.#ort = ort;
    this.#session = session;
    this.#inputs = slotsOf(session.inputMetadata);
    this.#outputs = slotsOf(session.outputMetadata);
    this.#state = state;
    this.#scalars = scalars;
    this.#marked = session.outputNames.includes(markerName);
  }

  run(feeds: Tensors, into: Tensors = {}): Promise<Tensors> {
    return this.#inTurn(async () => {
      const inputs = { ...this.#feed(feeds), ...this.#state.feeds };
      const { filled, later, fetches, open } = this.#targets(feeds, into);
      const results = await this.#execute(inputs, fetches, open.length === 0);
      this.#state.advance(results);
      for (const name of open) {
        const result = results[name];
        const where = `${this.#where}: output "${name}"`;
        if (!result) throw new StopoverError({ where, what: 'the run gave nothing for it', remedy: 'Report this.' });
        const made = fromOrt(where, result);
        const target = later[name];
        if (target) copyInto(where, target, made);
        filled[name] = target ?? made;
      }
      return filled;
    });
  }

  read(name: string): Promise<Tensor> {
    return this.#inTurn(async () => this.#state.get(name));
  }

  write(name: string, value: Tensor): Promise<void> {
    return this.#inTurn(async () => this.#state.set(name, value));
  }

  hostState(): Tensors | undefined {
    return this.#state.live;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#turn.then(async () => {
      await this.#state.release();
      await this.#session.release();
    });
    return this.#closing;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) {
      throw new StopoverError({
        where: this.#where,
        what: 'the session was used after it had been disposed',
        remedy: 'Open it again.',
      });
    }
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined); // the caller gets the error; the next in line starts all the same
    return mine;
  }

  #feed(feeds: Tensors): OrtTensors {
    const missing = [...this.#inputs.values()].filter(({ name }) => !(name in feeds) && !this.#state.has(name));
    const [first] = missing;
    if (first) {
      throw new StopoverError({
        where: `${this.#where}: input ${missing.map(({ name }) => `"${name}"`).join(', ')}`,
        what: 'the run has no tensor for it',
        remedy: `Feed ${first.name}: ${first.type}[${first.shape.join(', ')}], or make it state when opening.`,
      });
    }
    return Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => {
        const where = `${this.#where}: input "${name}"`;
        const slot = this.#inputs.get(name);
        if (!slot || this.#state.has(name)) throw this.#unfeedable(where, slot !== undefined);
        checkTensor(where, slot, tensor);
        return [name, this.#wrap(tensor)];
      }),
    );
  }

  #unfeedable(where: string, isState: boolean): StopoverError {
    if (isState) return new StopoverError({ where, what: 'it is state and cannot be fed', remedy: 'Use write().' });
    const known = [...this.#inputs.keys()].filter((name) => !this.#state.has(name));
    return new StopoverError({
      where,
      what: 'the graph has no input of this name',
      remedy: `It takes: ${known.join(', ') || 'nothing but its state'}.`,
    });
  }

  #targets(feeds: Tensors, into: Tensors): Targets {
    const fetches: Record<string, OrtTensor | null> = { ...this.#state.fetches };
    const filled: Record<string, Tensor> = {};
    const open: string[] = [];
    for (const name of Object.keys(into)) this.#checkTarget(name, into, feeds);
    for (const [name, slot] of this.#outputs) {
      if (name in this.#state.fetches) continue;
      const target = into[name];
      if (target) checkTensor(`${this.#where}: output "${name}"`, slot, target);
      const array = this.#state.fillsArrays ? (target ?? this.#fresh(slot)) : undefined;
      fetches[name] = array ? this.#wrap(array) : null;
      if (array) filled[name] = array;
      else open.push(name);
    }
    return { filled, later: into, fetches, open };
  }

  #fresh(slot: Slot): Tensor | undefined {
    const shape = this.#scalars.has(slot.name) ? [] : fixedShape(slot);
    return shape && zeros(slot.type, shape);
  }

  /** @throws StopoverError when `into` names no output that is returned, or shares memory with what the run reads. */
  #checkTarget(name: string, into: Tensors, feeds: Tensors): void {
    const where = `${this.#where}: output "${name}"`;
    const target = into[name];
    if (!this.#outputs.has(name) || name in this.#state.fetches || !target) {
      const known = [...this.#outputs.keys()].filter((output) => !(output in this.#state.fetches));
      throw new StopoverError({
        where,
        what: 'the session returns no output of this name',
        remedy: `It returns: ${known.join(', ') || 'none'}.`,
      });
    }
    const shared = Object.keys(feeds).find((feed) => feeds[feed] && overlap(feeds[feed], target));
    const state = this.#wrapped.has(target) ? undefined : this.#state.sharing(target);
    if (shared ?? state) {
      throw new StopoverError({
        where,
        what: `it is to be written into the memory of input "${shared ?? state}", which the run may still read`,
        remedy: 'Give the output an array of its own, or carry it into a state.',
      });
    }
  }

  #wrap(tensor: Tensor): OrtTensor {
    const known = this.#wrapped.get(tensor);
    if (known) return known;
    const wrapped = toOrt(this.#ort, tensor);
    this.#wrapped.set(tensor, wrapped);
    return wrapped;
  }

  async #execute(inputs: OrtTensors, fetches: Record<string, OrtTensor | null>, allOurs: boolean): Promise<OrtTensors> {
    const marked = this.#marked && allOurs;
    try {
      return await this.#session.run(inputs, marked ? { [markerName]: null, ...fetches } : fetches);
    } catch (error) {
      if (marked && endedAtMarker(error)) return {};
      throw explained(this.#failures, error, {
        where: this.#where,
        what: `the graph failed: ${messageOf(error)}`,
        remedy: 'Check the shapes and values of the feeds against the graph.',
      });
    }
  }
}
