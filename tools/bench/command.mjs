// What the commands of this folder have in common: one JSON line on standard output, or an error that says what to do.
import { messageOf, RequestError, StopoverError } from '@stopover/core';

/**
 * Prints what a benchmark found as one line of JSON; an error goes to standard error and into the exit status.
 * @param {() => Promise<object>} benchmark
 */
export async function printed(benchmark) {
  try {
    process.stdout.write(`${JSON.stringify(await benchmark())}\n`);
  } catch (error) {
    const expected = error instanceof StopoverError;
    console.error(expected || !(error instanceof Error) ? messageOf(error) : error.stack);
    process.exitCode = expected ? error.exitCode : 1;
  }
}

/**
 * The number that an option was given. @throws RequestError naming the option.
 * @param {string} option
 * @param {string} given
 * @param {{ above?: number, whole?: boolean }} [range]
 */
export function numberOf(option, given, { above = 0, whole = true } = {}) {
  const value = Number(given);
  if (given.trim() !== '' && value > above && Number.isFinite(value) && (!whole || Number.isInteger(value)))
    return value;
  const kind = whole ? 'whole number' : 'number';
  throw new RequestError({
    where: `--${option} ${given}`,
    what: `it is no ${kind} above ${above}`,
    remedy: `Give --${option} a ${kind} above ${above}.`,
  });
}

/**
 * The value of an option that has to be there. @throws RequestError naming the option.
 * @param {string} option
 * @param {string | undefined} given
 * @param {string} remedy
 */
export function needed(option, given, remedy) {
  if (given) return given;
  throw new RequestError({ where: `--${option}`, what: 'it is missing', remedy });
}
