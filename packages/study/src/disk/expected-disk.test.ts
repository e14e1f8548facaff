import { describe, expect, it } from 'vitest';
import { scratch, tinyPlan, tinySize } from '../fixtures/tiny-study.ts';
import type { Plan } from '../records/plan.ts';
import { modelParents } from './awaited.ts';
import { expectDisk } from './expected-disk.ts';

const model = 4 * tinySize.parameters + tinySize.tokenizer;
const nothing = { complete: new Set<string>(), models: new Set<string>() };

const planned = async (yaml: string): Promise<Plan> => {
  await using folder = await scratch();
  return await tinyPlan(folder.path, yaml);
};

/** In models: what is not of a model is thousands of times smaller. */
const inModels = ({ peak, end }: { readonly peak: number; readonly end: number }) => ({
  peak: Math.round((100 * peak) / model) / 100,
  end: Math.round((100 * end) / model) / 100,
});

const short = 'targets: [xclaims]\nlanguages: [de]\nrecipe: { all: { batchSize: 16, epochs: 1, select: last } }\n';

describe('the disk of a plan', () => {
  it('is that of the models that are waited for, and in the end of none', async () => {
    // claims; stories, and claims after it: never more than stories and one that starts from it.
    const plan = await planned(`intermediates: [none, stories]\narms: [zero-shot, intermediate]\n${short}`);
    expect(inModels(expectDisk(plan, 1, nothing))).toEqual({ peak: 2, end: 0 });
    expect(inModels(expectDisk(plan, 1, nothing, 'intermediates'))).toEqual({ peak: 2, end: 1 });
    expect(inModels(expectDisk(plan, 1, nothing, 'all'))).toEqual({ peak: 3, end: 3 });
    // With two processes claims is still being scored when the training after stories begins.
    expect(inModels(expectDisk(plan, 2, nothing))).toEqual({ peak: 3, end: 0 });
  });

  it('has two checkpoints at most, of three numbers a parameter, and the best models', async () => {
    const of = (fields: string) => planned(short.replace('batchSize: 16, epochs: 1, select: last', fields));
    // Sixty rows.
    const last = await of('select: last, batchSize: 16, epochs: 1, saveSteps: 2');
    expect(last.stages[0]?.expected.steps).toBe(4);
    expect(inModels(expectDisk(last, 1, nothing)).peak).toBeCloseTo(1 + 3, 1);
    const long = await of('select: last, batchSize: 4, epochs: 1, saveSteps: 2');
    expect(inModels(expectDisk(long, 1, nothing)).peak).toBeCloseTo(1 + 6, 1);
    const best = await of('select: best, batchSize: 4, epochs: 1, evalSteps: 8, saveSteps: 15');
    expect(inModels(expectDisk(best, 1, nothing)).peak).toBeCloseTo(1 + 2, 1);
    const average = await of('select: average, averagedCheckpoints: 3, batchSize: 16, epochs: 1, saveSteps: 100');
    expect(inModels(expectDisk(average, 1, nothing)).peak).toBeCloseTo(1 + 3, 1);
  });

  it('has of a stage with an adapter that and the head, and waits with what the adapter is added to', async () => {
    const lora = 'recipe: { all: { batchSize: 16, epochs: 1, select: last }, target: { adapter: { type: lora } } }\n';
    const of = (recipe: string) =>
      planned(
        `intermediates: [none, stories]\narms: [zero-shot, intermediate]\n${short.replace(/recipe:.*\n/, recipe)}`,
      );
    const [whole, plan] = [await of('recipe: { all: { batchSize: 16, epochs: 1, select: last } }\n'), await of(lora)];
    const trained = (one: Plan) =>
      one.stages.filter(({ kind }) => kind === 'train').map(({ key, title }) => [title, key] as const);
    const [before, now] = [new Map(trained(whole)), new Map(trained(plan))];
    const changed = [...before].filter(([title, key]) => now.get(title) !== key).map(([title]) => title);
    expect(changed).toEqual([...before.keys()].filter((title) => /claims, seed/.test(title ?? '')));
    const { layers, hidden } = tinySize;
    // Rank 8 on query and value, each from hidden to hidden, and the bound of a head.
    const adapter = 4 * (layers * 8 * 4 * hidden + hidden * (hidden + 64));
    const stories = before.get([...before.keys()].find((title) => title?.startsWith('stories, ')) ?? '');
    const rest = plan.stages.length * 6000 + 100_000;
    const { end } = expectDisk(plan, 1, nothing, 'all');
    expect(end - model - 2 * adapter).toBeGreaterThan(0);
    expect(end - model - 2 * adapter).toBeLessThan(rest);
    const tests = plan.stages.flatMap((stage) => (stage.kind === 'evaluate' ? [stage] : []));
    expect(tests.map(modelParents).filter((keys) => keys.includes(stories ?? '')).length).toBe(1);
  });

  it('counts what is done, what goes, and what must be made again', async () => {
    const plan = await planned(`intermediates: [none, stories]\narms: [zero-shot, intermediate]\n${short}`);
    const all = new Set(plan.stages.map(({ key }) => key));
    const models = new Set(plan.stages.flatMap(({ key, kind }) => (kind === 'train' ? [key] : [])));
    expect(expectDisk(plan, 1, { complete: all, models: new Set() })).toEqual({ peak: 0, end: 0 });
    expect(inModels(expectDisk(plan, 1, { complete: all, models }))).toEqual({ peak: 0, end: -3 });
    const last = plan.stages.at(-1)?.key ?? '';
    const without = new Set([...all].filter((key) => key !== last));
    // One evaluation is wanted again: its model, and the one before that, are made for it.
    const again = inModels(expectDisk(plan, 1, { complete: without, models: new Set() }));
    expect(again).toEqual({ peak: 2, end: 1 });
  });
});
