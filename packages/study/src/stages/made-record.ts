import { secondsSince } from '../estimating/processor-seconds.ts';
import type { Stage } from '../records/stage.ts';
import type { MadeRecord } from '../records/stage-record.ts';
import { thisMachine } from './machine.ts';
import type { RunOptions, StageResult } from './stage-context.ts';

/** When a stage was begun, and the processor time of its process by then. */
export interface Started {
  readonly at: Date;
  readonly cpu: NodeJS.CpuUsage;
}

/** The record of a stage that is done now. */
export function recordOf(
  stage: Stage,
  work: NonNullable<StageResult>,
  started: Started,
  options: RunOptions,
): MadeRecord {
  const finishedAt = new Date();
  return {
    format: 1,
    stage,
    made: {
      version: options.version,
      ...thisMachine(),
      backend: options.backend.name,
      threads: options.threads ?? null,
      startedAt: started.at.toISOString(),
      finishedAt: finishedAt.toISOString(),
    },
    seconds: (finishedAt.getTime() - started.at.getTime()) / 1000,
    cpuSeconds: secondsSince(started.cpu),
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1000),
    ...work,
  };
}
