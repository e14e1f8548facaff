import { messageOf, StopoverError } from '@stopover/core';

/** A failure that is known: how ONNX Runtime words it, what it means, and what a person can do. */
export interface KnownFailure {
  readonly message: RegExp;
  readonly reason: string;
  readonly fix: string;
}

/** The first known failure that an error, or what caused it, is worded like. */
export function knownFailure(failures: readonly KnownFailure[], error: unknown): KnownFailure | undefined {
  const texts = [messageOf(error), ...(error instanceof Error && error.cause ? [messageOf(error.cause)] : [])];
  return failures.find(({ message }) => texts.some((text) => message.test(text)));
}

/** An error in words that a person can act on: those of a known failure, else the ones given. */
export function explained(
  failures: readonly KnownFailure[],
  error: unknown,
  problem: { readonly where: string; readonly what: string; readonly remedy: string },
): StopoverError {
  const known = knownFailure(failures, error);
  const { where } = problem;
  return new StopoverError(known ? { where, what: known.reason, remedy: known.fix } : problem, { cause: error });
}
