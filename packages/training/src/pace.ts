import type { Progress } from './requests.ts';

/** Turns steps into progress reports, a few a second at most. */
export class Pace {
  readonly #steps: number;
  readonly #tell: ((progress: Progress) => void) | undefined;
  readonly #started = performance.now();
  readonly #from: number;
  #told = 0;
  #sum = 0;
  #count = 0;
  #last = { step: 0, learningRate: 0 };

  constructor(steps: number, from: number, tell: ((progress: Progress) => void) | undefined) {
    this.#steps = steps;
    this.#from = from;
    this.#tell = tell;
  }

  /** Takes note of a step; returns the report if it was time for one. */
  note(step: number, loss: number, learningRate: number, score: number | undefined): Progress | undefined {
    this.#sum += loss;
    this.#count++;
    this.#last = { step, learningRate };
    const now = performance.now();
    if (score === undefined && step !== this.#steps && now - this.#told < 500) return undefined;
    return this.#report(now, score);
  }

  /** The report on the steps since the last one, where there are any. */
  rest(): Progress | undefined {
    return this.#count > 0 ? this.#report(performance.now(), undefined) : undefined;
  }

  #report(now: number, score: number | undefined): Progress {
    const { step, learningRate } = this.#last;
    const progress: Progress = {
      step,
      steps: this.#steps,
      loss: this.#sum / this.#count,
      learningRate,
      stepsPerSecond: ((step - this.#from) * 1000) / Math.max(1, now - this.#started),
      ...(score === undefined ? {} : { score }),
    };
    [this.#told, this.#sum, this.#count] = [now, 0, 0];
    this.#tell?.(progress);
    return progress;
  }
}
