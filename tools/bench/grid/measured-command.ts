// A command of the program in a process of its own, with what that took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { StopoverError } from '@stopover/core';
import { z } from 'zod';
import { program } from '../command-line/program.ts';
import { rounded } from '../measures/rounds.ts';

const hook = pathToFileURL(join(import.meta.dirname, 'say-resources.js')).href;
const schema = z.object({ cpu: z.number(), peak: z.number() });

/** What a process took: seconds by the clock and of all processors, and its memory at its fullest. */
export interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakGB: number;
}

/** How a command is run. */
export interface CommandPlace {
  /** Arguments of Node.js. */
  readonly node: readonly string[];
  /** Folder of files that the hub does not have. */
  readonly data: string;
}

/** Runs `stopover` with arguments. @throws StopoverError when it fails. */
export async function measuredCommand(args: readonly string[], { node, data }: CommandPlace): Promise<Taken> {
  const from = performance.now();
  const child = spawn(process.execPath, [...node, '--import', hook, program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { ...process.env, STOPOVER_DATA: data },
  });
  const ended = once(child, 'close');
  const said = child.stdio[3];
  const [told, [status]] = await Promise.all([isReadable(said) ? text(said) : '', ended]);
  const seconds = rounded((performance.now() - from) / 1000);
  if (status !== 0)
    throw new StopoverError({
      where: args.join(' '),
      what: `it ended with ${status}`,
      remedy: 'Look at what it said.',
    });
  const { cpu, peak } = schema.parse(JSON.parse(told));
  return { seconds, cpuSeconds: rounded(cpu), peakGB: rounded(peak / 1e9) };
}

const isReadable = (stream: unknown): stream is Readable => typeof stream === 'object' && stream !== null;
