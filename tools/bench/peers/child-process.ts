// A program in a process of its own, so that its peak memory is its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { messageOf, StopoverError } from '@stopover/core';

/**
 * Runs a program and reads the JSON in the last line that it prints; what it says besides goes to standard error.
 * @throws StopoverError naming `what` where it does not start, fails, or prints something else.
 */
export async function lastLineOf(what: string, program: string, args: readonly string[]): Promise<unknown> {
  return parsed(what, (await outputOf(what, program, args)).trimEnd().split('\n').at(-1) ?? '');
}

/** The same with JSON that is all that it prints. */
export async function documentOf(what: string, program: string, args: readonly string[]): Promise<unknown> {
  return parsed(what, await outputOf(what, program, args));
}

async function outputOf(what: string, program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [output, [status]] = await Promise.all([text(child.stdout), ended]).catch((cause: unknown) => {
    const remedy = 'Check that the program is there and may be run.';
    throw new StopoverError({ where: program, what: messageOf(cause), remedy }, { cause });
  });
  if (status !== 0) throw failed(what, `it ended with ${status}`);
  return output;
}

function parsed(what: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw failed(what, 'what it printed last is no JSON');
  }
}

/** Runs a program of this project, named by its path in it without an ending. */
export const lastLineOfOwn = (path: string, args: readonly string[]): Promise<unknown> =>
  lastLineOf(path, process.execPath, [join(import.meta.dirname, '..', `${path}.js`), ...args]);

const failed = (where: string, what: string) =>
  new StopoverError({ where, what, remedy: 'Look at what it said above.' });
