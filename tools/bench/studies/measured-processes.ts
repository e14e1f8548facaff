import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { StopoverError } from '@stopover/core';

/** What a program took, with all processes that it started. */
export interface Taken {
  /** By the clock. */
  readonly seconds: number;
  /** Of all processors. */
  readonly cpuSeconds: number;
  /** Main memory of all processes together at its fullest; pages that they share count once. */
  readonly peakMB: number;
}

/** Milliseconds between two looks at the memory. A look at gigabytes takes 40 ms of a processor. */
const look = 1000;

/**
 * Runs a program to its end; what it prints goes nowhere. The memory is read from /proc: only on Linux.
 * @throws StopoverError when it fails.
 */
export async function measuredProcesses(line: readonly string[]): Promise<Taken> {
  const from = performance.now();
  // `times` counts what the shell has waited for, and what those have.
  const child = spawn('bash', ['-c', '"$@" >/dev/null || exit; times', 'bash', ...line], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peak = 0;
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = memoryBelow(child.pid ?? 0).then((bytes) => {
      peak = Math.max(peak, bytes);
    });
  }, look);
  const ended = once(child, 'close');
  const [output, [status]] = await Promise.all([text(child.stdout), ended]).finally(() => clearInterval(timer));
  await looking;
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const times = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  if (status !== 0 || times.length !== 2) {
    const what = `it ended with ${status}`;
    throw new StopoverError({ where: line.join(' '), what, remedy: 'Look at what it said above.' });
  }
  const cpuSeconds = times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
  return { seconds: (performance.now() - from) / 1000, cpuSeconds, peakMB: peak / 1e6 };
}

/** Bytes of a process and all that it, or one of them, has started: each page by the share of those that have it. */
async function memoryBelow(root: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)));
  const isBelow = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && isBelow(parents.get(pid)));
  const each = await Promise.all(pids.filter(isBelow).map(memoryOf));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

/** Undefined for a process that has ended. */
async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The program's name stands in brackets and may have any signs.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return parent === undefined ? undefined : Number(parent);
}

async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return 1024 * Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
