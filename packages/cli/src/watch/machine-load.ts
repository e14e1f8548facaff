import { cpus, totalmem } from 'node:os';

/** How busy this machine is. */
export interface MachineSample {
  /** Share of the processor's time that was used since the sample before, 0 to 1. */
  readonly busy: number;
  /** Bytes. */
  readonly memory: number;
}

/** What the machine has done lately. */
export interface MachineState {
  readonly cores: number;
  /** Bytes that there are, or that this container may use. */
  readonly memory: number;
  /** Milliseconds from one sample to the next. */
  readonly every: number;
  /** The latest last. */
  readonly samples: readonly MachineSample[];
}

/** Samples that are kept. */
const most = 180;

/** Looks at the processor and the memory of this machine. */
export class MachineLoad {
  readonly #every: number;
  #samples: readonly MachineSample[] = [];
  #before = processorTimes();

  constructor(every: number) {
    this.#every = every;
  }

  sample(): void {
    const now = processorTimes();
    const all = now.all - this.#before.all;
    const busy = all > 0 ? 1 - (now.idle - this.#before.idle) / all : (this.#samples.at(-1)?.busy ?? 0);
    this.#before = now;
    // What others may still have counts the caches of the disk: they go when memory is wanted.
    const memory = memoryThere() - Math.min(memoryThere(), process.availableMemory());
    const one = { busy: Number(Math.min(1, Math.max(0, busy)).toFixed(3)), memory };
    this.#samples = [...this.#samples, one].slice(-most);
  }

  get state(): MachineState {
    return { cores: cpus().length, memory: memoryThere(), every: this.#every, samples: this.#samples };
  }
}

function memoryThere(): number {
  const most = process.constrainedMemory();
  return most > 0 && most < totalmem() ? most : totalmem();
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
