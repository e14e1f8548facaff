import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Session, Tensor, Tensors } from '@stopover/core';
import type { InferenceSession } from 'onnxruntime-node';
import { LaneWorker } from './lane-worker.ts';
import type { RunnableSession } from './ort-session.ts';
import type { Ort } from './ort-tensor.ts';

/** A graph whose weights lie in the files of a folder, and the options that open it. */
export interface LanedGraph {
  readonly model: Uint8Array;
  readonly options: InferenceSession.SessionOptions;
}

const [givenFile, modelFile, weightsFile] = ['given.onnx', 'model.onnx', 'weights.bin'];

// Plain JavaScript: from a source tree there is no compiled file that a child could be started with.
const program = `
const [module, given, options] = process.argv.slice(1);
const { InferenceSession } = require(module);
InferenceSession.create(given, JSON.parse(options)).then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
`;

/**
 * Sessions of one graph in threads of this process, for runs at the same time. ONNX Runtime first writes the graph as it
 * optimized it, with the matrices laid out for its products; every session maps that file, so that the weights are in
 * memory once. What it computes has the same bits as a session that lays them out itself. The file has no name any more
 * when this returns: the space goes with the sessions.
 * @throws Error with ONNX Runtime's message, as where the temporary folder has no room: about three times the weights.
 */
export async function openLanes(
  ort: Ort,
  { model, options }: LanedGraph,
  count: number,
): Promise<readonly RunnableSession[]> {
  const folder = await mkdtemp(join(tmpdir(), 'stopover-lanes-'));
  const workers: LaneWorker[] = [];
  try {
    await write({ model, options }, folder);
    for (let n = 0; n < count; n++) workers.push(new LaneWorker());
    const { extra: _, ...others } = options;
    return await Promise.all(workers.map((worker) => worker.open(ort, join(folder, modelFile), others)));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.end()));
    throw error;
  } finally {
    // Windows keeps what is mapped; its temporary folder is emptied by the system.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Lays the weights out in a process of its own, which gives all the memory back that this takes. */
async function write({ model, options }: LanedGraph, folder: string): Promise<void> {
  const given = join(folder, givenFile);
  await writeFile(given, model);
  const module = createRequire(import.meta.url).resolve('onnxruntime-node');
  const args = ['-e', program, module, given, JSON.stringify(saving(options, folder))];
  await promisify(execFile)(process.execPath, args, { windowsHide: true });
}

/** The options by which ONNX Runtime writes the optimized graph, by the names of its session options. */
function saving(options: InferenceSession.SessionOptions, folder: string): InferenceSession.SessionOptions {
  const { session, ...others }: { session?: object } = { ...options.extra };
  return {
    ...options,
    optimizedModelFilePath: join(folder, modelFile),
    extra: {
      ...others,
      session: {
        ...session,
        optimized_model_external_initializers_file_name: weightsFile,
        save_external_prepacked_constant_initializers: '1',
      },
    },
  };
}

/** One session over several of a graph without state: a run goes to one that is free, or waits for it. */
export class LanedSession implements Session {
  readonly lanes: number;
  readonly #all: readonly Session[];
  readonly #first: Session;
  readonly #free: Session[];
  readonly #waiting: ((session: Session) => void)[] = [];

  constructor(first: Session, others: readonly Session[]) {
    this.#first = first;
    this.#all = [first, ...others];
    this.#free = [...this.#all];
    this.lanes = this.#all.length;
  }

  async run(feeds: Tensors, into?: Tensors): Promise<Tensors> {
    const session = this.#free.shift() ?? (await new Promise<Session>((resolve) => this.#waiting.push(resolve)));
    try {
      return await session.run(feeds, into);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(session);
      else this.#free.push(session);
    }
  }

  read(name: string): Promise<Tensor> {
    return this.#first.read(name);
  }

  write(name: string, value: Tensor): Promise<void> {
    return this.#first.write(name, value);
  }

  hostState(): Tensors | undefined {
    return this.#first.hostState();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((session) => session[Symbol.asyncDispose]()));
  }
}
