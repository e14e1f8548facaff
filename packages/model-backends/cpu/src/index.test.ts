import { pluginOf } from '@stopover/core';
import { describeBackend } from '@stopover/testing';
import { expect, it } from 'vitest';
import { cpu } from './index.ts';

await describeBackend(cpu());

it('is the one backend of its plugin', async () => {
  const plugin = pluginOf(await import('./index.ts'), '@stopover/backend-cpu');
  expect(plugin.backends?.map(({ name, training }) => [name, training.state])).toEqual([['cpu', 'host']]);
});
