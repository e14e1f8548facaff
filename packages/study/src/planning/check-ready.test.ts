// A ready checkpoint beside several models: it was made of one of them.
import { expect, it } from 'vitest';
import { scratch, tinyModel, tinyPlan } from '../fixtures/tiny-study.ts';

const yaml =
  'targets: [xclaims]\nlanguages: [de]\nintermediates: [none, claims, { name: ready, checkpoint: ./ready }]\narms: [zero-shot, intermediate]\n';

async function cellsOf(models: string, more = ''): Promise<readonly (readonly string[])[]> {
  await using folder = await scratch();
  for (const name of ['other', 'ready', 'third']) await tinyModel(folder.path, `weights of ${name}`, name);
  const { cells } = await tinyPlan(folder.path, yaml + more, [], models);
  return cells.flatMap(({ intermediate, model }) => (intermediate === 'ready' ? [[model, intermediate]] : []));
}

it('is refused in the place of two models, whose scores would be one', async () => {
  await expect(cellsOf('models: [./base, ./other]')).rejects.toThrow(
    'tiny.yaml, line 5, intermediates[2]: "ready" is a ready checkpoint of one model, and would stand in the place of ./base and of ./other. Leave it out under those that it was not made of, as with `skip: [{ intermediate: ready, model: ./other }]`.',
  );
  await expect(cellsOf('models: [./base, ./other, ./third]')).rejects.toThrow('model: [./other, ./third] }]`');
});

it('stands in the place of one, which `skip` may say', async () => {
  expect(await cellsOf('model: ./base')).toEqual([['./base', 'ready']]);
  const others = 'skip: [{ intermediate: ready, model: [./base, ./third] }]\n';
  expect(await cellsOf('models: [./base, ./other, ./third]', others)).toEqual([['./other', 'ready']]);
});
