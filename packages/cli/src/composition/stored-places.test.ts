// Where a task's rows are ends in the record of every stage that reads them: what stands here must not change by itself.
import type { AnyTask } from '@stopover/core';
import { bundledReader, locate, locateCandidates } from '@stopover/data';
import { expect, it } from 'vitest';
import { composeCatalogs } from './compose.ts';

const roles = ['train', 'validation', 'test'] as const;

/** A line for each language and split of a task, and one for its table of candidates, as a record holds the place. */
const placesIn = (task: AnyTask): readonly string[] => {
  const own = Object.values(task.languages).flatMap((language) =>
    roles.map((role) => `${task.name} ${language} ${role} ${JSON.stringify(locate(task, language, role) ?? null)}`),
  );
  const { candidates } = task;
  return candidates === undefined || candidates === 'every-language'
    ? own
    : [...own, `${task.name} candidates ${JSON.stringify(locateCandidates(task, candidates))}`];
};

it('the embedded text is known in keys by the hash that it always had', async () => {
  const reader = bundledReader('miniature', (await composeCatalogs([])).bundled.texts);
  expect(await reader?.fingerprint()).toBe('fb5262e1f04834ef4f89ee4f4cf32ad310327afc66a14748e816792f69318856');
  expect(await reader?.languages()).toEqual(['de', 'en', 'es', 'it', 'ru', 'sw', 'tr', 'vi', 'zh']);
});

it('the place of every table of the built-in tasks is stored as it always was', async () => {
  const { tasks } = await composeCatalogs([]);
  const lines = [...tasks].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(placesIn);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../fixtures/stored-places.txt');
});
