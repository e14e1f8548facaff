import { expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import type { Plan } from '../records/plan.ts';
import { whenMeasured } from './when-measured.ts';

async function planned(epochs: number): Promise<Plan> {
  await using folder = await scratch();
  const recipe = `recipe: { all: { epochs: ${epochs}, batchSize: 4, select: last } }`;
  return await tinyPlan(folder.path, `targets: [xclaims]\nlanguages: [de]\narms: [zero-shot]\n${recipe}\n`);
}

it('a run measures for itself only what takes long, and nothing where that is done already', async () => {
  const [short, long] = [await planned(1), await planned(1000)];
  expect(whenMeasured('where-long', short, [])).toBe('never');
  expect(whenMeasured('where-long', long, [])).toBe('once');
  expect(
    whenMeasured(
      'where-long',
      long,
      long.stages.map((stage) => ({ stage })),
    ),
  ).toBe('never');
});

it('is as it is wanted otherwise', async () => {
  const plan = await planned(1000);
  for (const wanted of ['once', 'anew', 'never'] as const) expect(whenMeasured(wanted, plan, [])).toBe(wanted);
});
