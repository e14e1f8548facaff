// The jobs that write stages, as they are called in the locks: `slurm.<cluster>.<id>.<restarts>`. A job that was put back
// into the queue keeps its id; its restarts tell the one that is over from the one that came after it.
import type { Queue } from '@stopover/core';
import { settingOf, standingOf } from './slurm-programs.ts';

const name = /^slurm\.([\w-]*)\.(\d+)\.(\d+)$/;

/** The job that a process is part of, by its environment. */
export const ownJob: NonNullable<Queue['ownJob']> = (variable) => {
  const job = `slurm.${variable('SLURM_CLUSTER_NAME') ?? ''}.${variable('SLURM_JOB_ID')}.${variable('SLURM_RESTART_COUNT') ?? 0}`;
  return name.test(job) ? job : undefined;
};

/**
 * Whether a job still runs, by one question to the controller. One that should run is `unknown`: after a node was lost
 * Slurm believes so for minutes.
 */
export const lifeOf: NonNullable<Queue['lifeOf']> = async (job) => {
  const [, cluster = '', id, restarts] = name.exec(job) ?? [];
  if (id === undefined) return 'unknown';
  try {
    const here = cluster === '' ? '' : await settingOf('ClusterName');
    if (here !== cluster) return 'unknown';
    const seen = await standingOf(id);
    if (!seen || seen.restarts > Number(restarts)) return 'dead';
    if (seen.state === 'SUSPENDED' || seen.state === 'STOPPED') return 'alive';
    return ['RUNNING', 'COMPLETING', 'CONFIGURING', 'SIGNALING', 'RESIZING'].includes(seen.state) ? 'unknown' : 'dead';
  } catch {
    return 'unknown';
  }
};
