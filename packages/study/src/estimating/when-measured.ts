import type { Plan } from '../records/plan.ts';
import type { StageRecord } from '../records/stage-record.ts';
import type { Measuring } from './speed-book.ts';

/** When a machine is measured; `where-long`: once, for a plan that takes so long that seconds of measuring do not count. */
export type Measured = Measuring | 'where-long';

/** Rows to be trained on, times the numbers of a model's layers, above which a plan is long: some minutes of a core. */
const long = 1e11;

/** What is wanted, settled for a plan and what is complete of it. */
export function whenMeasured(
  wanted: Measured,
  { stages, models }: Pick<Plan, 'stages' | 'models'>,
  complete: readonly Pick<StageRecord, 'stage'>[],
): Measuring {
  if (wanted !== 'where-long') return wanted;
  const keys = new Set(complete.map(({ stage }) => stage.key));
  const numbers = Math.max(0, ...models.map(({ size }) => size.parameters - size.words));
  let rows = 0;
  for (const stage of stages)
    if (stage.kind === 'train' && !keys.has(stage.key)) rows += stage.expected.steps * stage.recipe.batchSize;
  return rows * numbers > long ? 'once' : 'never';
}
