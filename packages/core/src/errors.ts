/** An error that a person can act on: the place, the fact, the next step. */
export interface Problem {
  /** File, row, option or field, e.g. `study.yaml: targets[1]`. */
  readonly where: string;
  readonly what: string;
  /** What to do about it, a full sentence. */
  readonly remedy: string;
}

/** Work that failed: exit status 1. */
export class StopoverError extends Error {
  readonly problem: Problem;
  readonly exitCode: number = 1;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.where}: ${problem.what.replace(/[.\s]*$/, '')}. ${problem.remedy}`, options);
    this.name = new.target.name;
    this.problem = problem;
  }
}

/** A request that was wrong (option, study file, unknown name): exit status 2. */
export class RequestError extends StopoverError {
  override readonly exitCode = 2;
}

/** Data that does not hold what it promises: truncated file, missing column, label out of range. Exit status 1. */
export class DataError extends StopoverError {}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
