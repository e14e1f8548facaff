import { RequestError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { scratch, tinyModels, tinyPlan } from '../fixtures/tiny-study.ts';
import { checkTrainedParts } from './check-trained-parts.ts';

const study = (recipe: string) =>
  `intermediates: [none, stories]\ntargets: [xclaims]\nlanguages: [de]\narms: [zero-shot, intermediate, intermediate+target-shots]\nshots: [5]\n${recipe}\n`;

async function planned(recipe: string) {
  await using folder = await scratch();
  return await tinyPlan(folder.path, study(recipe));
}

const two = (rank: number, more: string) =>
  `recipe: { intermediate: { adapter: { type: lora, rank: 2 } }, target: { adapter: { type: lora, rank: ${rank}${more} } }, shots: { adapter: { type: lora, rank: ${rank}${more} } } }`;

describe('adapters of stages that follow each other', () => {
  it('go on where they are the same, and are merged where the recipe says so', async () => {
    expect((await planned(two(2, ''))).stages.length).toBeGreaterThan(4);
    expect((await planned(two(4, ', chain: merge'))).stages.length).toBeGreaterThan(4);
  });

  it.each([
    ['another rank', two(4, '')],
    ['another factor', two(2, ', alpha: 3')],
    ['other modules', two(2, ', targetModules: [key]')],
  ])('are refused with the line, both stages and the remedy: %s', async (_, recipe) => {
    await expect(planned(recipe)).rejects.toThrow(
      /tiny\.yaml, line 8, recipe: adapter: the adapter of "stories, seed 1" \(rank 2.*cannot go on in "stories → claims, seed 1" \(rank \d.*say `chain: merge` for the later one/,
    );
  });

  it('cannot go on after one was merged into another', async () => {
    const merged = two(2, ', chain: merge').replace(/shots: \{.*/, 'shots: { adapter: { type: lora, rank: 2 } } }');
    await expect(planned(merged)).rejects.toThrow(
      /"stories → claims, seed 1" \(rank 2.*, merged with the one before it\)/,
    );
  });
});

describe('what a recipe freezes or adapts', () => {
  it('is asked of each model once, and what it lacks is said at the line of the recipe', async () => {
    const { stages, models } = await planned('recipe: { all: { freeze: 2 } }');
    const asked: string[] = [];
    const where = (field?: PropertyKey) => `s.yaml, line 7, ${String(field)}`;
    const refuse = new RequestError({ where: 'recipe: freeze', what: 'it has one layer', remedy: 'Freeze one.' });
    const inspector = (strange: boolean) => ({
      ...tinyModels,
      adapted: async (folder: string) => {
        asked.push(folder);
        if (strange) throw refuse;
        return undefined;
      },
    });
    await checkTrainedParts(stages, models, { study: { where }, inspector: inspector(false) });
    expect(asked).toEqual(models.map(({ folder }) => folder));
    const failing = checkTrainedParts(stages, models, { study: { where }, inspector: inspector(true) });
    await expect(failing).rejects.toThrow('s.yaml, line 7, recipe: freeze: it has one layer. Freeze one.');
  });
});
