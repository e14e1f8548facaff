import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { messageOf } from '@stopover/core';
import type { InferenceSession } from 'onnxruntime-node';
import type { RunnableSession } from './ort-session.ts';
import { copyInto, fromOrt, type Ort } from './ort-tensor.ts';
import type { OrtTensors } from './resident-state.ts';

// Plain JavaScript: from a source tree there is no compiled file that a thread could be started with.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const ort = require(workerData);
let session;
const wrapped = (all) =>
  Object.fromEntries(Object.entries(all).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]));
const plain = (all) =>
  Object.fromEntries(Object.entries(all).map(([name, { type, data, dims }]) => [name, { type, data, dims }]));
const tasks = {
  async open({ model, options }) {
    session = await ort.InferenceSession.create(model, options);
    const { inputMetadata, outputMetadata, outputNames } = session;
    return { inputMetadata, outputMetadata, outputNames };
  },
  async run({ feeds, fetches }) {
    return { results: plain(await session.run(wrapped(feeds), fetches)) };
  },
  async release() {
    await session?.release();
    session = undefined;
    return {};
  },
};
parentPort.on('message', async ({ task, ...wish }) => {
  try {
    const answer = await tasks[task](wish);
    const arrays = Object.values(answer.results ?? {}).map(({ data }) => data.buffer);
    parentPort.postMessage(answer, arrays);
  } catch (error) {
    parentPort.postMessage({ error: error.message });
  }
});
`;

/** A tensor as it travels between threads. */
type Travelling = Pick<OrtTensors[string], 'type' | 'data' | 'dims'>;

type Metadata = Pick<InferenceSession, 'inputMetadata' | 'outputMetadata' | 'outputNames'>;

interface Answer extends Partial<Metadata> {
  readonly results?: Readonly<Record<string, Travelling>>;
  readonly error?: string;
}

/** A thread with an ONNX Runtime of its own, for one session. One thing is asked of it at a time. */
export class LaneWorker {
  readonly #worker: Worker;

  constructor(module = createRequire(import.meta.url).resolve('onnxruntime-node')) {
    this.#worker = new Worker(program, { eval: true, workerData: module });
    // It ends with the process, whoever forgot it.
    this.#worker.unref();
  }

  /** Opens a session there. @throws Error with ONNX Runtime's message. */
  async open(ort: Ort, model: string | Uint8Array, options: InferenceSession.SessionOptions): Promise<RunnableSession> {
    const {
      inputMetadata = [],
      outputMetadata = [],
      outputNames = [],
    } = await this.#ask({
      ...{ task: 'open', model, options },
    });
    return {
      ...{ inputMetadata, outputMetadata, outputNames },
      run: (feeds, fetches) => this.#run(ort, feeds, fetches),
      release: () => this.end(),
    };
  }

  /** Closes the session, if there is one, and ends the thread. */
  async end(): Promise<void> {
    await this.#ask({ task: 'release' }).catch(() => undefined);
    await this.#worker.terminate();
  }

  async #run(ort: Ort, feeds: OrtTensors, fetches: Parameters<RunnableSession['run']>[1]): Promise<OrtTensors> {
    const travelling = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, { type, data, dims }]);
    // Arrays of the caller cannot be filled from there: results come back, and are copied.
    const wanted = Object.fromEntries(Object.keys(fetches).map((name) => [name, null]));
    const { results = {} } = await this.#ask({
      ...{ task: 'run', feeds: Object.fromEntries(travelling), fetches: wanted },
    });
    return Object.fromEntries(
      Object.entries(results).map(([name, { type, data, dims }]) => {
        const made = new ort.Tensor(type, data, dims);
        const target = fetches[name];
        if (target) copyInto(name, fromOrt(name, target), fromOrt(name, made));
        return [name, target ?? made];
      }),
    );
  }

  #ask(wish: object): Promise<Answer> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        worker.off('message', answered).off('error', failed).off('exit', gone).unref();
        settle();
      };
      const answered = (answer: Answer) =>
        end(() => (answer.error === undefined ? resolve(answer) : reject(new Error(answer.error))));
      const failed = (error: unknown) => end(() => reject(new Error(messageOf(error))));
      const gone = () => end(() => reject(new Error('its thread ended')));
      worker.on('message', answered).on('error', failed).on('exit', gone).ref();
      worker.postMessage(wish);
    });
  }
}
