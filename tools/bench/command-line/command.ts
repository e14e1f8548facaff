import { type ParseArgsConfig, parseArgs } from 'node:util';
import { messageOf, RequestError, StopoverError } from '@stopover/core';

type Option = NonNullable<ParseArgsConfig['options']>[string] & { readonly help: string };
type Options = Readonly<Record<string, Option>>;

/** A program of this project. */
export interface Command<T extends Options> {
  /** What it measures, in a sentence or two for `--help`. */
  readonly purpose: string;
  readonly options: T;
  /** Gives what is printed as one line of JSON. */
  readonly run: (values: ReturnType<typeof parseArgs<{ options: T }>>['values']) => Promise<object>;
}

/**
 * Runs a program: its result goes to standard output as one line of JSON and nothing else does; an error goes to
 * standard error and into the exit status, 2 where the request was wrong. `--help` prints purpose and options instead.
 */
export async function command<const T extends Options>({ purpose, options, run }: Command<T>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${purpose}\n\n${linesOf(options).join('\n')}\n`);
    return;
  }
  try {
    process.stdout.write(`${JSON.stringify(await run(valuesOf(args, options)))}\n`);
  } catch (error) {
    const expected = error instanceof StopoverError;
    console.error(expected || !(error instanceof Error) ? messageOf(error) : error.stack);
    process.exitCode = expected ? error.exitCode : 1;
  }
}

function valuesOf<T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    const remedy = 'Call it with `--help` for its options.';
    throw new RequestError({ where: 'command line', what: messageOf(cause), remedy }, { cause });
  }
}

/** A line for each option: how it is written, what it says, and its default. */
function linesOf(options: Options): readonly string[] {
  const entries = Object.entries(options).map(([name, { type, help, default: value }]) => {
    const usual = typeof value === 'string' ? ` (default: ${value})` : '';
    return [type === 'boolean' ? `--${name}` : `--${name} VALUE`, `${help}${usual}`] as const;
  });
  const width = Math.max(...entries.map(([written]) => written.length));
  return entries.map(([written, help]) => `  ${written.padEnd(width)}  ${help}`);
}

/** The number that an option was given. @throws RequestError naming the option. */
export function numberOf(option: string, given: string, { above = 0, whole = true } = {}): number {
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

/** The value of an option that has to be there. @throws RequestError naming the option. */
export function needed(option: string, given: string | undefined, remedy: string): string {
  if (given) return given;
  throw new RequestError({ where: `--${option}`, what: 'it is missing', remedy });
}
