import type { Progress } from './requests.ts';

/** Loss of a step, and where its parts are told apart, that of each data set by name. */
export interface StepLosses {
  readonly loss: number;
  readonly losses: readonly (readonly [name: string, loss: number])[];
}

/** Turns steps into progress reports, a few a second at most. */
export class Pace {
  readonly #steps: number;
  readonly #tell: ((progress: Progress) => void) | undefined;
  readonly #started = performance.now();
  readonly #from: number;
  #told = 0;
  #sum = 0;
  #count = 0;
  /** By data set. */
  readonly #parts = new Map<string, { sum: number; count: number }>();
  #last = { step: 0, learningRate: 0 };

  constructor(steps: number, from: number, tell: ((progress: Progress) => void) | undefined) {
    this.#steps = steps;
    this.#from = from;
    this.#tell = tell;
  }

  /** Takes note of a step; returns the report if it was time for one. */
  note(
    step: number,
    { loss, losses }: StepLosses,
    learningRate: number,
    found: Pick<Progress, 'score' | 'scoredOn' | 'snapshot'>,
  ): Progress | undefined {
    this.#sum += loss;
    this.#count++;
    for (const [name, own] of losses) {
      const { sum, count } = this.#parts.get(name) ?? { sum: 0, count: 0 };
      this.#parts.set(name, { sum: sum + own, count: count + 1 });
    }
    this.#last = { step, learningRate };
    const now = performance.now();
    if (Object.keys(found).length === 0 && step !== this.#steps && now - this.#told < 500) return undefined;
    return this.#report(now, found);
  }

  /** The report on the steps since the last one, where there are any. */
  rest(): Progress | undefined {
    return this.#count > 0 ? this.#report(performance.now(), {}) : undefined;
  }

  #report(now: number, found: Pick<Progress, 'score' | 'scoredOn' | 'snapshot'>): Progress {
    const { step, learningRate } = this.#last;
    const progress: Progress = {
      step,
      steps: this.#steps,
      loss: this.#sum / this.#count,
      ...(this.#parts.size > 0 && { losses: this.#means() }),
      learningRate,
      stepsPerSecond: ((step - this.#from) * 1000) / Math.max(1, now - this.#started),
      ...found,
    };
    [this.#told, this.#sum, this.#count] = [now, 0, 0];
    this.#parts.clear();
    this.#tell?.(progress);
    return progress;
  }

  #means(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#parts].map(([name, { sum, count }]) => [name, sum / count]));
  }
}
