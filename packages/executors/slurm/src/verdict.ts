import { open } from 'node:fs/promises';
import { leftStatus } from '@stopover/core';
import type { End } from './place.ts';
import { warning } from './script.ts';
import type { Settings } from './settings.ts';

/** What follows from the end of a job. */
export type Verdict =
  | { readonly type: 'done' }
  | { readonly type: 'fail'; readonly reason: string }
  /** Again: from its checkpoint. `time`: its limit was too short for the rest. */
  | { readonly type: 'again'; readonly why: 'time' | 'preempted' | 'node' | 'lost' };

/** What is known of a job that is no longer in the queue. */
export interface EndedJob {
  /** As the queue or the accounting calls it; undefined where both have forgotten it. */
  readonly state: string | undefined;
  readonly end: End | undefined;
  /** The last lines of its output. */
  readonly tail: string;
  readonly log: string | undefined;
  /** MB that it might have. */
  readonly memory: number;
}

/** Slurm's own words in a job's output, where they are the only trace (memory without cgroups, a queue that forgot). */
const traces = [
  [/exceeded (job |step )?memory limit|oom[-_]kill|out of memory/i, 'OUT_OF_MEMORY'],
  [/DUE TO TIME LIMIT/, 'TIMEOUT'],
  [/DUE TO NODE FAILURE/, 'NODE_FAIL'],
  [/DUE TO PREEMPTION/, 'PREEMPTED'],
] as const;

/** Judges how a job ended, the store's word aside: that comes first and is asked by the caller. */
export function verdictOn({ state, end, tail, log, memory }: EndedJob, { limit, time }: Settings): Verdict {
  const trace = traces.find(([pattern]) => pattern.test(tail))?.[1];
  const output = log === undefined ? '' : ` Its output is in ${log}.`;
  if (end?.status === 0) return { type: 'done' };
  if (state === 'OUT_OF_MEMORY' || (trace === 'OUT_OF_MEMORY' && end?.status !== leftStatus)) {
    const remedy = `Set \`memory\` under \`slurm\` in the study file to more MB than that, or use a smaller batch.`;
    return { type: 'fail', reason: `it needed more memory than the ${memory} MB that it may have. ${remedy}${output}` };
  }
  if (end && end.status !== leftStatus && state !== 'TIMEOUT' && trace !== 'TIMEOUT') {
    const killed = end.status === 137 ? ', as when memory runs out' : '';
    return { type: 'fail', reason: `${spoken(tail)}(exit status ${end.status}${killed}).${output}` };
  }
  const was = state === undefined || state === 'CANCELLED' || state === 'FAILED' ? (trace ?? state) : state;
  if (was === 'NODE_FAIL' || was === 'BOOT_FAIL') return { type: 'again', why: 'node' };
  if (was === 'TIMEOUT') return { type: 'again', why: 'time' };
  if (was === 'CANCELLED') return { type: 'fail', reason: `it was cancelled (scancel).${output}` };
  if (was === 'DEADLINE') return { type: 'fail', reason: `its deadline came before it could end.${output}` };
  // It left because it was told to: by the clock it is told whether its time was up.
  if (end) return { type: 'again', why: isAtLimit(end.elapsed, limit) ? 'time' : 'preempted' };
  if (was === 'PREEMPTED') return { type: 'again', why: 'preempted' };
  if (was === 'FAILED')
    return { type: 'fail', reason: `${spoken(tail)}(Slurm says ${state}; time limit ${time}).${output}` };
  return { type: 'again', why: 'lost' };
}

/** Slurm may tell a job that its time is nearly up a minute earlier than it was asked to. */
const isAtLimit = (elapsed: number, limit: number): boolean => elapsed >= Math.max(limit - warning - 90, limit / 2);

const spoken = (tail: string): string => (tail === '' ? '' : `${tail} `);

/** Lines of a log that are for people; its progress lines are JSON. */
const lastLines = 8;

/** The last lines of a log but for those in JSON; empty where there is none. */
export async function tailOf(log: string | undefined): Promise<string> {
  const file = log === undefined ? undefined : await open(log).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const bytes = Math.min(size, 16_384);
    const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, size - bytes);
    const lines = buffer.toString('utf8').split('\n');
    const spoken = lines.filter((line) => line.trim() !== '' && !line.startsWith('{'));
    return spoken.slice(-lastLines).join('\n').trim();
  } finally {
    await file.close();
  }
}
