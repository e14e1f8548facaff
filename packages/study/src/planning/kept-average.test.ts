// A recipe's own average is what is kept, where the study's selection says nothing else.
import { expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';

const yaml = `targets: [xclaims]
languages: [de]
intermediates: [none, { name: both, mixture: [stories, quiz], recipe: { select: average } }]
arms: [zero-shot, intermediate, target-shots]
shots: [2]
buckets: 1
recipe: { shots: { select: average } }
`;

it.each([
  ['the recipe', '', 'best', 'average'],
  ['selection: last', 'selection: last\n', 'last', 'last'],
  ['selection: best, which keeps the last of shots', 'selection: best\n', 'best', 'last'],
  ['selection: average', 'selection: average\n', 'average', 'average'],
])('by %s', async (_, selection, english, shots) => {
  await using folder = await scratch();
  const { stages } = await tinyPlan(folder.path, yaml + selection);
  const kept = stages.flatMap((stage) =>
    stage.kind === 'train' ? [[stage.shots ? 'shots' : stage.mixing ? 'mixture' : 'english', stage.recipe.select]] : [],
  );
  expect([...new Map(kept.map(([sort, select]) => [sort, select]))]).toEqual(
    expect.arrayContaining([
      ['english', english],
      ['shots', shots],
      ['mixture', 'average'],
    ]),
  );
});
