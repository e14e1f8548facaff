// What stages of a store took that are like those of a plan.
import type { Stage } from '../records/stage.ts';
import type { StageRecord } from '../records/stage-record.ts';
import { thisMachine } from '../stages/machine.ts';
import { baseOf, likenessOf, sortsOf } from './like-stages.ts';

/** For what measurements are taken: those of this machine alone. */
export interface MeasuredOn {
  /** `auto`: whatever there was. */
  readonly backend: string;
  /** Undefined: whatever they were. */
  readonly threads: number | undefined;
  /** Whether the processor computes, so that its time is what a stage takes of a machine that it has to itself. */
  readonly onProcessor: boolean;
}

/** A time, and how it is known: of like stages, or of stages of the same sort by what was expected of them. */
export interface MeasuredTime {
  readonly seconds: number;
  readonly by: 'measured' | 'scaled';
}

interface Total {
  seconds: number;
  /** Stages, or what was expected of them. */
  work: number;
}

/** Measured times of a store's stages. */
export class MeasuredStages {
  readonly #like = new Map<string, Total>();
  readonly #sorts = new Map<string, Total>();

  /** `workOf`: what is expected of a stage, in whatever unit; undefined where nothing is. */
  static async of(
    records: readonly StageRecord[],
    on: MeasuredOn,
    workOf: (stage: Stage, base: string | undefined) => Promise<number | undefined>,
  ): Promise<MeasuredStages> {
    const measured = new MeasuredStages();
    const byKey = new Map(records.map(({ stage }) => [stage.key, stage]));
    for (const record of records) {
      const { stage } = record;
      const base = baseOf(stage, byKey);
      if (!isOf(record, on) || (base === undefined && stage.kind !== 'translate')) continue;
      const seconds = secondsOf(record, on);
      add(measured.#like, likenessOf(stage, base), { seconds, work: 1 });
      const work = await workOf(stage, base);
      if (work !== undefined && work > 0)
        for (const sort of sortsOf(stage, base)) add(measured.#sorts, sort, { seconds, work });
    }
    return measured;
  }

  /** Whether nothing was measured. */
  get isEmpty(): boolean {
    return this.#like.size === 0;
  }

  /** What a stage is to take of which so much work is expected; undefined where nothing of its sort was measured. */
  timeOf(stage: Stage, base: string | undefined, work: number | undefined): MeasuredTime | undefined {
    const like = this.#like.get(likenessOf(stage, base));
    if (like) return { seconds: like.seconds / like.work, by: 'measured' };
    if (work === undefined) return undefined;
    for (const sort of sortsOf(stage, base)) {
      const found = this.#sorts.get(sort);
      if (found) return { seconds: (found.seconds / found.work) * work, by: 'scaled' };
    }
    return undefined;
  }
}

/** Of this machine and in one piece: the time of a resumed stage is that of its last part alone. */
function isOf({ made, stage, examplesSeen, outcome }: StageRecord, { backend, threads }: MeasuredOn): boolean {
  if (made.cpu !== thisMachine().cpu || (outcome?.resumedAt ?? 0) > 0) return false;
  if (stage.kind === 'translate') return true;
  const sameThreads = threads === undefined || made.threads === null || made.threads === threads;
  return (
    sameThreads && (backend === 'auto' || made.backend === backend) && (examplesSeen > 0 || stage.kind === 'combine')
  );
}

/** Of the processor where that computes: what else ran on the machine then says nothing of the next time. */
function secondsOf({ seconds, cpuSeconds, made, stage }: StageRecord, { onProcessor }: MeasuredOn): number {
  if (!onProcessor || cpuSeconds === undefined || stage.kind === 'translate') return seconds;
  return Math.min(seconds, cpuSeconds / (made.threads ?? 1));
}

function add(totals: Map<string, Total>, key: string, { seconds, work }: Total): void {
  const total = totals.get(key) ?? { seconds: 0, work: 0 };
  totals.set(key, { seconds: total.seconds + seconds, work: total.work + work });
}
