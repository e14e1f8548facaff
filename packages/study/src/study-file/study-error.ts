import { type Problem, RequestError } from '@stopover/core';

/** Everything that is wrong with one request, told at once: `problem` is the first, with the `others` beside it. */
export class StudyError extends RequestError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first, ...others] = problems;
    super(others.length > 0 ? { ...first, ...{ others } } : first);
    this.problems = problems;
    // One line each, as each would say it alone.
    this.message = problems.map((problem) => new RequestError(problem).message).join('\n');
  }
}

/** Collects what is wrong, so that one error can tell all of it. */
export class Findings {
  readonly #problems: Problem[] = [];

  add(...problems: readonly Problem[]): void {
    for (const problem of problems)
      if (!this.#problems.some((known) => isSame(known, problem))) this.#problems.push(problem);
  }

  /** What `make` gives; undefined where it refuses, whose reasons are kept. */
  attempt<T>(make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      this.#take(error);
      return undefined;
    }
  }

  /** The same of a promise. */
  async attemptAsync<T>(make: () => Promise<T>): Promise<T | undefined> {
    try {
      return await make();
    } catch (error) {
      this.#take(error);
      return undefined;
    }
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** @throws StudyError with everything that was found. */
  end(): void {
    const [first, ...others] = this.#problems;
    if (first) throw new StudyError([first, ...others]);
  }

  #take(error: unknown): void {
    if (error instanceof StudyError) this.add(...error.problems);
    else if (error instanceof RequestError) this.add(error.problem);
    else throw error;
  }
}

const isSame = (a: Problem, b: Problem): boolean => a.where === b.where && a.what === b.what;
