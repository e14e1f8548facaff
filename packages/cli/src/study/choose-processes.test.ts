import { cpu } from '@stopover/backend-cpu';
import { cuda } from '@stopover/backend-cuda';
import { webgpu } from '@stopover/backend-webgpu';
import type { Backend } from '@stopover/core';
import { expect, it } from 'vitest';
import { processesFor } from './choose-processes.ts';

it.each([
  ['the processor', cpu(), 16],
  ['CUDA, whose state lies in the memory of the host', cuda(), 1],
  ['WebGPU', webgpu(), 1],
] as const)('is decided by the backend: %s', (_, backend, processes) => {
  expect(processesFor(backend, 1, 16)).toBe(processes);
});

it.each<[Pick<Backend, 'exclusive'>, number]>([
  [{ exclusive: true }, 1],
  [{ exclusive: false }, 4],
])('is one where %o shares its device', (backend, processes) => {
  expect(processesFor(backend, 2, 8)).toBe(processes);
});

it('is at least one', () => {
  expect(processesFor({ exclusive: false }, 12, 8)).toBe(1);
});
