import { messageOf } from '@stopover/core';
import { systemError } from '@stopover/files';
import { OpenModels } from '@stopover/training';
import { formatLine, type JobLine } from './job-line.ts';
import type { JobPart } from './plan.ts';
import type { Stage } from './stage.ts';
import type { StageRunner } from './stage-runner.ts';
import type { Store } from './store.ts';
import type { RunOptions } from './workplace.ts';

export interface JobOptions extends Omit<RunOptions, 'base' | 'onProgress' | 'onNote' | 'models'> {
  readonly job: JobPart;
  readonly store: Store;
  readonly runner: StageRunner;
  /** Takes a line for stdout, without a line feed. */
  readonly print: (line: string) => void;
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
 * What a job's process does: runs its stages in order and prints what happens, line by line. A failed evaluation does
 * not keep the others from running; a failed training does.
 */
export async function runJob({ job, store, runner, print, ...options }: JobOptions): Promise<JobResult> {
  const { stages, awaited, base } = job;
  const say = (line: JobLine) => print(formatLine(line));
  await using models = new OpenModels();
  let failed = 0;
  let untrained = false;
  for (const stage of stages) {
    const began = performance.now();
    say({ type: 'stage-start', key: stage.key });
    try {
      const onProgress = reporter(stage, say);
      const onNote = (text: string) => say({ type: 'note', text });
      const result = await runner.run(stage, store, { ...options, base, onProgress, onNote, models });
      if (result === 'interrupted') return { failed, interrupted: true, exitCode: 1 };
      const seconds = (performance.now() - began) / 1000;
      say({ type: 'stage-done', key: stage.key, seconds, cached: result === 'cached' });
    } catch (error) {
      failed++;
      say({ type: 'stage-fail', key: stage.key, reason: messageOf(systemError(error, '') ?? error) });
      untrained = stage.kind !== 'evaluate';
      if (untrained) break;
    }
  }
  return { failed, interrupted: false, exitCode: untrained || (failed > 0 && !awaited) ? 1 : 0 };
}

/** Progress at most twice a second, except for a score, which comes once, and the last step. */
function reporter({ key }: Stage, say: (line: JobLine) => void): NonNullable<RunOptions['onProgress']> {
  let last = Number.NEGATIVE_INFINITY;
  return ({ step, steps, loss, stepsPerSecond, score }) => {
    const now = performance.now();
    if (now - last < quiet && score === undefined && step < steps) return;
    last = now;
    say({
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
