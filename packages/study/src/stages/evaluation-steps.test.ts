import { expect, it } from 'vitest';
import type { EvaluateStage } from '../records/stage.ts';
import { EvaluationSteps } from './evaluation-steps.ts';

type Steps = Pick<EvaluateStage, 'expected'>;

it('tells the share of all rows, with a pool of candidates as a part of the first table', () => {
  const stage: Steps = { expected: { rows: 200, steps: 100, seconds: null } };
  const told: number[] = [];
  const progress = new EvaluationSteps(stage, { onProgress: ({ step }) => told.push(step) }, 600);
  progress.tell(0.5, 100);
  progress.add(100);
  progress.tell(0.5, 100);
  progress.add(100);
  progress.end();
  // Of 800 rows 350 are done, then 700, 750, and all.
  expect(told).toEqual([43, 87, 93, 99, 100]);
});
