import { cpus, totalmem } from 'node:os';
import type { StageRecord } from '../records/stage-record.ts';

type Machine = Pick<StageRecord['made'], 'node' | 'platform' | 'cpu' | 'cores' | 'memoryGiB'>;

/** The machine this runs on, for a stage's record; names no host and no person. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
  };
}
