import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pluginOf } from '@stopover/core';
import { describeBackend, tinyGraph, useSoftwareVulkan } from '@stopover/testing';
import { expect, it } from 'vitest';
import { failures, missing, webgpu } from './index.ts';

useSoftwareVulkan();
await describeBackend(webgpu());

it('is the one backend of its plugin', async () => {
  const plugin = pluginOf(await import('./index.ts'), '@stopover/backend-webgpu');
  expect(plugin.backends?.map(({ name, training }) => [name, training.state])).toEqual([['webgpu', 'device']]);
});

// Messages of ONNX Runtime 1.30 and of Dawn, as they were seen.
it.each([
  ['Failed to get a WebGPU adapter: No supported adapters', 'no graphics adapter'],
  ['WebGPU device lost (1): out of memory', 'too little memory'],
  ['Buffer size (4294967296) exceeds the max buffer size limit (1073741824)', 'too little memory'],
  ['Program Cast requires f16 but the device does not support it.', 'does not compute in float16'],
  [
    'This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.',
    'without a WebGPU kernel',
  ],
])('explains "%s"', (message, reason) => {
  expect(failures.find((known) => known.message.test(message))?.reason).toContain(reason);
});

it('is not tried on Linux where no driver is named or has a manifest', async () => {
  const root = await mkdtemp(join(tmpdir(), 'stopover-vulkan-'));
  try {
    const folder = join(root, 'vulkan/icd.d');
    await mkdir(folder, { recursive: true });
    const before = missing({ XDG_DATA_DIRS: root });
    await writeFile(join(folder, 'driver.json'), '{}');
    expect(missing({ XDG_DATA_DIRS: `/nowhere:${root}` })).toBeUndefined();
    expect(missing({ VK_DRIVER_FILES: '/nowhere/driver.json' })).toBeUndefined();
    // A machine with a driver of its own needs none of these.
    if (missing({})) expect(before).toMatchObject({ reason: expect.stringContaining('no Vulkan driver') });
  } finally {
    await rm(root, { recursive: true });
  }
});

it('refuses a graph of which a node would run on the processor', async () => {
  if (!(await webgpu().probe()).ok) return;
  const ends = { inputs: [{ name: 'x', shape: [2] }], outputs: [{ name: 'y', shape: [2] }] };
  const graph = tinyGraph({ nodes: [['LogSoftmax', ['x'], ['y']]], ...ends });
  await expect(webgpu().open(graph)).rejects.toThrow(/without a WebGPU kernel.*never used in silence/s);
  await using session = await webgpu().open(tinyGraph({ nodes: [['Softmax', ['x'], ['y']]], ...ends }));
  expect(Object.keys(await session.run({ x: { type: 'float32', shape: [2], data: new Float32Array(2) } }))).toEqual([
    'y',
  ]);
});
