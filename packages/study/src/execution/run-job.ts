import { messageOf } from '@stopover/core';
import { systemError } from '@stopover/files';
import type { JobPart } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { RunOptions } from '../stages/stage-context.ts';
import type { StageRunner } from '../stages/stage-runner.ts';
import type { Store } from '../store/store.ts';
import { JobTracking } from '../tracking/job-tracking.ts';
import type { Tracking } from '../tracking/tracking.ts';
import type { JobLine } from './job-line.ts';

export interface JobOptions extends Omit<RunOptions, 'bases' | 'onProgress' | 'onNote' | 'follow'> {
  readonly job: JobPart;
  readonly store: Store;
  readonly runner: StageRunner;
  /** Told what happens, as it happens; a process of its own prints it (`formatLine`). */
  readonly tell: (said: JobLine) => void;
  /** Where trainings are shown beside the store. */
  readonly tracking?: Tracking | undefined;
  /** Takes out of a reason what must not be kept. */
  readonly clean?: (reason: string) => string;
}

export interface JobResult {
  readonly failed: number;
  readonly interrupted: boolean;
  /**
   * Exit status for the process: 1 when the model that other jobs wait for was not made, or when nobody waits and
   * something failed. A failed evaluation beside a good model is told by its line and must not hold others up.
   */
  readonly exitCode: 0 | 1;
}

/** Milliseconds between two progress lines of a stage. */
const quiet = 500;

/**
 * What a job's process does: runs its stages in order and tells what happens. A failed evaluation does
 * not keep the others from running; a failed training does.
 */
export async function runJob({
  job,
  store,
  runner,
  tell,
  clean = (text) => text,
  tracking,
  ...options
}: JobOptions): Promise<JobResult> {
  const { stages, awaited, bases } = job;
  const tracked = tracking && new JobTracking(tracking, job, store);
  let failed = 0;
  let untrained = false;
  for (const stage of stages) {
    const began = performance.now();
    tell({ type: 'stage-start', key: stage.key });
    const follow = await tracked?.training(stage);
    try {
      const onProgress = reporter(stage, tell);
      const onNote = (text: string) => tell({ type: 'note', text });
      const result = await runner.run(stage, store, {
        ...{ ...options, bases, onProgress, onNote },
        ...(follow && { follow }),
      });
      if (result === 'made') await tracked?.made(stage, follow);
      else await follow?.end({ state: 'stopped', selectedStep: null });
      if (result === 'interrupted') return { failed, interrupted: true, exitCode: 1 };
      const seconds = (performance.now() - began) / 1000;
      tell({ type: 'stage-done', key: stage.key, seconds, cached: result === 'cached' });
    } catch (error) {
      await follow?.end({ state: 'failed', selectedStep: null });
      failed++;
      const reason = clean(messageOf(systemError(error, '') ?? error));
      tell({ type: 'stage-fail', key: stage.key, reason });
      // Whoever follows from another machine reads it there. A store that cannot be written is the reason itself.
      const { title, key } = stage;
      await store.saveFailure(key, { title, reason, at: new Date().toISOString() }).catch(() => undefined);
      untrained = stage.kind !== 'evaluate';
      if (untrained) break;
    }
  }
  return { failed, interrupted: false, exitCode: untrained || (failed > 0 && !awaited) ? 1 : 0 };
}

/** Progress at most twice a second, except for a score, which comes once, and the last step. */
function reporter({ key }: Stage, tell: JobOptions['tell']): NonNullable<RunOptions['onProgress']> {
  let last = Number.NEGATIVE_INFINITY;
  return ({ step, steps, loss, stepsPerSecond, score }) => {
    const now = performance.now();
    if (now - last < quiet && score === undefined && step < steps) return;
    last = now;
    tell({
      type: 'stage-progress',
      key,
      step,
      steps,
      loss: loss ?? null,
      stepsPerSecond: stepsPerSecond ?? null,
      score: score ?? null,
    });
  };
}
