import type { Backend } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { chooseBackend } from './choose-backend.ts';

const backend = (name: string, ok: boolean, emulated?: boolean): Backend => ({
  name,
  memory: 'host',
  ...(emulated === undefined ? {} : { emulated: () => emulated }),
  probe: async () => (ok ? { ok, device: `device of ${name}` } : { ok, reason: 'it is away', fix: 'Fetch it.' }),
  open: () => Promise.reject(new Error('not opened here')),
});
const choose = (name: string, ...backends: readonly Backend[]) =>
  chooseBackend(name, new Catalog('backend', backends), '--backend');

it('takes the first that works, and passes over one that the processor emulates', async () => {
  const cpu = backend('cpu', true);
  expect((await choose('auto', cpu, backend('webgpu', true, false))).backend.name).toBe('webgpu');
  expect((await choose('auto', cpu, backend('webgpu', true, true))).backend.name).toBe('cpu');
  expect((await choose('auto', cpu, backend('webgpu', false, false), backend('cuda', true))).backend.name).toBe('cuda');
  await expect(choose('auto', backend('webgpu', true, true), backend('cuda', false))).rejects.toThrow(
    /no backend works here \(cuda: it is away; webgpu: there is no such device/,
  );
});

it('uses the one that was asked for, emulated or not, or fails', async () => {
  expect((await choose('webgpu', backend('webgpu', true, true))).device).toBe('device of webgpu');
  await expect(choose('cuda', backend('cuda', false), backend('cpu', true))).rejects.toThrow(
    'backend cuda: it is away. Fetch it.',
  );
});
