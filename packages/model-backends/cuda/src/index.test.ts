import { pluginOf } from '@stopover/core';
import { describeBackend } from '@stopover/testing';
import { expect, it } from 'vitest';
import { cuda, failures } from './index.ts';

await describeBackend(cuda());

it('is the one backend of its plugin', async () => {
  const plugin = pluginOf(await import('./index.ts'), '@stopover/backend-cuda');
  expect(plugin.backends?.map(({ name, memory }) => [name, memory])).toEqual([['cuda', 'host']]);
});

it('says how to get the libraries where they are absent', async () => {
  const probe = await cuda().probe();
  if (!probe.ok && probe.reason.includes('libraries are not installed'))
    expect(probe.fix).toContain('stopover setup cuda');
});

it.each([
  ['OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', 'not installed'],
  ['libcudnn.so.9: cannot open shared object file: No such file or directory', 'CUDA 12 or cuDNN 9'],
  ['CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version', 'driver is older'],
  ['CUDA failure 100: no CUDA-capable device is detected', 'no NVIDIA GPU'],
  ['Failed to allocate memory for requested buffer of size 4294967296', 'too little free memory'],
])('explains "%s"', (message, reason) => {
  expect(failures.find((known) => known.message.test(message))?.reason).toContain(reason);
});
