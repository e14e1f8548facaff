import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Backend, definePlugin } from '@stopover/core';
import { type KnownFailure, noCpuFallback, ortBackend } from '@stopover/onnx-session';

const fix =
  'WebGPU needs Direct3D 12 on Windows, macOS, or a Vulkan driver on Linux; elsewhere choose `--backend cpu`.';

const driverFix =
  'On Linux install the Vulkan loader and a driver (Debian: libvulkan1 and mesa-vulkan-drivers, or the ' +
  "maker's driver); without a GPU choose `--backend cpu`.";

/** Failures in words that a person can act on. */
export const failures: readonly KnownFailure[] = [
  {
    message: /No supported adapters|Failed to get a WebGPU adapter|INCOMPATIBLE_DRIVER/,
    reason: 'no graphics adapter was found that WebGPU can use',
    fix: driverFix,
  },
  {
    message: /out of memory|device lost|maxBufferSize|maxStorageBufferBindingSize|exceeds the max/i,
    reason: 'the device has too little memory for this model and batch, or was lost',
    fix: 'Lower `batchSize` and raise `gradientAccumulationSteps` in the recipe, close what else uses the GPU, or choose `--backend cpu`.',
  },
  {
    message: /requires f16 but the device does not support it/,
    reason: 'the device does not compute in float16',
    fix: 'Leave `precision: float16` out of the recipe.',
  },
  {
    message: /fallback to CPU EP has been explicitly disabled/,
    reason: 'the graph has an operation without a WebGPU kernel, and another device is never used in silence',
    fix: 'Choose `--backend cpu` for this model.',
  },
];

/** Folders in which the Vulkan loader of Linux looks for drivers, by the variables that it reads itself. */
function driverFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const roots = [
    env['XDG_CONFIG_HOME'] || join(homedir(), '.config'),
    env['XDG_DATA_HOME'] || join(homedir(), '.local/share'),
    ...['/usr/local/etc', '/etc', '/etc/xdg', '/usr/local/share', '/usr/share', '/run/opengl-driver/share'],
    ...[env['XDG_CONFIG_DIRS'], env['XDG_DATA_DIRS']].flatMap((list) => list?.split(':').filter(Boolean) ?? []),
  ];
  return roots.map((root) => join(root, 'vulkan/icd.d'));
}

/** Without a driver's manifest there is nothing to try; looking for one costs no half second. */
export function missing(env: NodeJS.ProcessEnv = process.env): { reason: string; fix: string } | undefined {
  const named = env['VK_DRIVER_FILES'] || env['VK_ICD_FILENAMES'] || env['VK_ADD_DRIVER_FILES'];
  if (process.platform !== 'linux' || named || driverFolders(env).some(holdsManifest)) return undefined;
  const reason = 'no Vulkan driver is installed (no manifest in vulkan/icd.d, and none named by VK_DRIVER_FILES)';
  return { reason, fix: driverFix };
}

function holdsManifest(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false; // what this process may not read, the loader in it may not either
  }
}

/** Linux gives every GPU a device file; a Vulkan driver without one computes on the processor (SwiftShader, lavapipe). */
const emulated = (): boolean =>
  process.platform === 'linux' && !['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((path) => existsSync(path));

/** Any GPU, through ONNX Runtime's WebGPU provider. Weights and moments stay in its buffers. */
export const webgpu = (): Backend =>
  ortBackend({
    name: 'webgpu',
    training: { state: 'device' },
    exclusive: true,
    device: () => (emulated() ? 'a Vulkan driver that computes on the processor' : 'the first graphics adapter'),
    passOver: () => (emulated() ? 'there is no such device, the processor would do its work' : undefined),
    // What moves transpositions about, the optimizer and the preference for channels last, would also transpose shapes,
    // by an operation that only the CPU has.
    options: {
      executionProviders: [{ name: 'webgpu', preferredLayout: 'NCHW' }],
      extra: { ...noCpuFallback.extra, optimization: { disable_specified_optimizers: 'TransposeOptimizer' } },
    },
    missing,
    // Dawn writes warnings to stderr when it finds a driver and no device.
    probedApart: true,
    fix,
    failures,
  });

export default definePlugin({ name: '@stopover/backend-webgpu', backends: [webgpu()] });
