import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pluginOf } from '@stopover/core';
import { describeBackend } from '@stopover/testing';
import { expect, it } from 'vitest';
import { cuda, failures, listedByDriver, listedBySmi } from './index.ts';

await describeBackend(cuda());

it('is the one backend of its plugin', async () => {
  const plugin = pluginOf(await import('./index.ts'), '@stopover/backend-cuda');
  expect(plugin.backends?.map(({ name, training }) => [name, training.state])).toEqual([['cuda', 'loop']]);
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

it("reads nvidia-smi's list", () => {
  const text = '0, NVIDIA H200, 143155\n1, NVIDIA A100-SXM4-40GB MIG 1g.5gb, [N/A]\nNo devices were found\n';
  expect(listedBySmi(text)).toEqual([
    { id: '0', name: 'NVIDIA H200', free: 150108 },
    { id: '1', name: 'NVIDIA A100-SXM4-40GB MIG 1g.5gb', free: null },
  ]);
});

it("reads the driver's folders in the order of the bus where there is no nvidia-smi", async () => {
  const root = await mkdtemp(join(tmpdir(), 'stopover-gpus-'));
  try {
    for (const [place, model] of [
      ['0000:81:00.0', 'NVIDIA B'],
      ['0000:07:00.0', 'NVIDIA A'],
    ] as const) {
      await mkdir(join(root, place));
      await writeFile(join(root, place, 'information'), `Model: \t\t ${model}\nIRQ:   \t\t 41\n`);
    }
    const listed = await listedByDriver(root);
    expect(listed.map(({ id, name, free }) => [id, name, free])).toEqual([
      ['0', 'NVIDIA A', null],
      ['1', 'NVIDIA B', null],
    ]);
    expect(await listedByDriver(join(root, 'none'))).toEqual([]);
  } finally {
    await rm(root, { recursive: true });
  }
});

it('can be confined to one device', async () => {
  const { devices } = cuda();
  expect(devices?.variable).toBe('CUDA_VISIBLE_DEVICES');
  expect(Array.isArray(await devices?.list())).toBe(true);
});
