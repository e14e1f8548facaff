// A program in a process of its own, so that its peak memory is its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { messageOf, StopoverError } from '@stopover/core';

/**
 * Runs a program and reads the JSON in the last line that it prints; what it says besides goes to standard error.
 * @param {string} what
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<unknown>}
 */
export async function lastLineOf(what, program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [output, [status]] = await Promise.all([text(child.stdout), ended]).catch((cause) => {
    const remedy = 'Check that the program is there and may be run.';
    throw new StopoverError({ where: program, what: messageOf(cause), remedy }, { cause });
  });
  if (status !== 0) throw failed(what, `it ended with ${status}`);
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  } catch {
    throw failed(what, 'its last line is no JSON');
  }
}

/** Runs a script of this folder. @param {string} script @param {readonly string[]} args */
export const lastLineOfScript = (script, args) =>
  lastLineOf(script, process.execPath, [`${import.meta.dirname}/${script}`, ...args]);

/** @param {string} where @param {string} what */
const failed = (where, what) => new StopoverError({ where, what, remedy: 'Look at what it said above.' });
