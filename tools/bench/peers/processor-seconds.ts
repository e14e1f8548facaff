import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { StopoverError } from '@stopover/core';

/**
 * Processor seconds of a program and all processes that it started and waited for, as the shell's `times` gives them; what
 * it prints goes nowhere. @throws StopoverError when it fails.
 */
export async function processorSecondsOf(line: readonly string[]): Promise<number> {
  const child = spawn('bash', ['-c', '"$@" >/dev/null || exit; times', 'bash', ...line], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [output, [status]] = await Promise.all([text(child.stdout), ended]);
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const times = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
  );
  if (status === 0 && times.length === 2) return times.reduce((sum, one) => sum + one, 0);
  const what = `it ended with ${status}`;
  throw new StopoverError({ where: line.join(' '), what, remedy: 'Look at what it said above.' });
}
