import type { Backend } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { chooseBackend } from './choose-backend.ts';

const backend = (name: string, ok: boolean, passOver?: string): Backend => ({
  name,
  training: { state: 'host' },
  exclusive: false,
  probe: async () =>
    ok ? { ok, detail: `device of ${name}`, passOver } : { ok, reason: 'it is away', fix: 'Fetch it.' },
  open: () => Promise.reject(new Error('not opened here')),
});
const choose = (name: string, ...backends: readonly Backend[]) =>
  chooseBackend(name, new Catalog('backend', backends), '--backend');

it('takes the first that works, and passes over one that says so', async () => {
  const cpu = backend('cpu', true);
  expect((await choose('auto', cpu, backend('webgpu', true))).backend.name).toBe('webgpu');
  expect((await choose('auto', cpu, backend('webgpu', true, 'there is no such device'))).backend.name).toBe('cpu');
  expect((await choose('auto', cpu, backend('webgpu', false), backend('cuda', true))).backend.name).toBe('cuda');
  await expect(
    choose('auto', backend('webgpu', true, 'there is no such device'), backend('cuda', false)),
  ).rejects.toThrow(/no backend works here \(cuda: it is away; webgpu: there is no such device/);
});

it('uses the one that was asked for, passed over else or not, or fails', async () => {
  expect((await choose('webgpu', backend('webgpu', true, 'there is no such device'))).device).toBe('device of webgpu');
  await expect(choose('cuda', backend('cuda', false), backend('cpu', true))).rejects.toThrow(
    'backend cuda: it is away. Fetch it.',
  );
});
