import { expect, it } from 'vitest';
import { scratch } from '../fixtures/tiny-study.ts';
import { examplesAmong, readTranslated, writeTranslated } from './translated-examples.ts';

it('keeps the group of each item, of one that was lost too', async () => {
  await using folder = await scratch();
  const gold = { texts: ['tea'], start: 8 };
  const example = { id: 'q1', group: 'q1', question: 'What?', context: 'Here is tea.', gold };
  await writeTranslated(folder.path, [
    { id: 'q1', group: 'q1', example },
    { id: 'q2', group: 'q1', lost: 'the file has no translation of it' },
  ]);
  const items = await readTranslated(folder.path);
  expect(items.map(({ id, group }) => [id, group])).toEqual([
    ['q1', 'q1'],
    ['q2', 'q1'],
  ]);
  expect(examplesAmong(items)).toEqual([example]);
});

it('says nothing of groups where there are none', async () => {
  await using folder = await scratch();
  const items = [{ id: '0', example: { id: '0', text: 'a', gold: 1 } }];
  await writeTranslated(folder.path, items);
  expect(await readTranslated(folder.path)).toEqual(items);
});
