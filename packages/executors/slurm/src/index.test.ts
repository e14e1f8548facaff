import { describeExecutor, startSlurm } from '@stopover/testing';
import { afterAll, describe, it } from 'vitest';
import { slurmExecutor } from './index.ts';

const cluster = await startSlurm();
if (typeof cluster !== 'string') Object.assign(process.env, cluster.env);
afterAll(async () => {
  if (typeof cluster !== 'string') await cluster[Symbol.asyncDispose]();
}, 60_000);

if (typeof cluster === 'string') describe('executor slurm', () => it.todo(`runs jobs; skipped: ${cluster}`));
else
  describeExecutor({
    executor: slurmExecutor(),
    entry: new URL('../dist/index.js', import.meta.url).href,
    settings: { poll: 1, time: 10 },
  });
