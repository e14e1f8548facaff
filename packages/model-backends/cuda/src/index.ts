import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Backend, type Device, definePlugin } from '@stopover/core';
import { type KnownFailure, noCpuFallback, ortBackend } from '@stopover/onnx-session';

const libraries = {
  reason: "ONNX Runtime's CUDA libraries are not installed",
  fix: 'Run `npx stopover setup cuda` (Linux on x64); elsewhere choose `--backend webgpu` or `--backend cpu`.',
};

/** Failures in words that a person can act on. */
export const failures: readonly KnownFailure[] = [
  { message: /providers_(shared|cuda)\.so: cannot open|Failed to load shared library/, ...libraries },
  {
    message: /lib(cublas|cublasLt|cudnn|cudart|cufft|curand|nvrtc)\w*\.so/,
    reason: 'the libraries of CUDA 12 or cuDNN 9 were not found',
    fix: 'Install CUDA 12 and cuDNN 9, and have their folder in the search path of the loader (LD_LIBRARY_PATH).',
  },
  {
    message: /driver version is insufficient|CUDA failure 35\b/,
    reason: 'the NVIDIA driver is older than CUDA 12 needs',
    fix: 'Install driver 525 or newer; `nvidia-smi` says which there is.',
  },
  {
    message: /no CUDA-capable device|CUDA failure 100\b/,
    reason: 'there is no NVIDIA GPU, or it is hidden from this process',
    fix: 'Look at `nvidia-smi` and CUDA_VISIBLE_DEVICES, or choose `--backend cpu`.',
  },
  {
    message: /out of memory|CUDA failure 2\b|Failed to allocate memory/i,
    reason: 'the GPU has too little free memory for this model and batch',
    fix: 'Lower `batchSize` and raise `gradientAccumulationSteps` in the recipe, or free the GPU (`nvidia-smi` shows what uses it).',
  },
  {
    message: /fallback to CPU EP has been explicitly disabled/,
    reason: 'the graph has an operation without a CUDA kernel, and another device is never used in silence',
    fix: 'Choose `--backend cpu` for this model.',
  },
];

/** Looked for first, because a failed attempt to load the libraries is written to stderr by ONNX Runtime itself. */
function missing(): typeof libraries | undefined {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
  const name = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(folder, name)) ? undefined : libraries;
}

/** The GPUs that `nvidia-smi` lists, from its lines of number, name and free memory in MiB. */
export function listedBySmi(text: string): readonly Device[] {
  return text.split('\n').flatMap((line) => {
    const [, id, name, free] = /^\s*(\d+)\s*,\s*(.*?)\s*,\s*(\d+|\[?N\/A\]?)\s*$/.exec(line) ?? [];
    if (id === undefined || name === undefined) return [];
    const mebibytes = Number(free);
    return [{ id, name, free: Number.isNaN(mebibytes) ? null : Math.floor(mebibytes * 1.048576) }];
  });
}

/** Those that the driver tells of in a folder for each, named by their places on the bus, which their numbers follow. */
export async function listedByDriver(folder = '/proc/driver/nvidia/gpus'): Promise<readonly Device[]> {
  const places = (await readdir(folder).catch(() => [])).sort();
  const texts = await Promise.all(
    places.map((place) => readFile(join(folder, place, 'information'), 'utf8').catch(() => '')),
  );
  return texts.map((text, i) => {
    return { id: String(i), name: /^Model:\s*(.*?)\s*$/m.exec(text)?.[1] ?? 'NVIDIA GPU', free: null };
  });
}

async function list(): Promise<readonly Device[]> {
  const args = ['--query-gpu=index,name,memory.free', '--format=csv,noheader,nounits'];
  const said = await promisify(execFile)('nvidia-smi', args, { timeout: 20_000, windowsHide: true }).catch(
    () => undefined,
  );
  return said ? listedBySmi(said.stdout) : listedByDriver();
}

/** NVIDIA GPUs, through ONNX Runtime's CUDA provider, several optimizer steps a run. */
export const cuda = (): Backend =>
  ortBackend({
    name: 'cuda',
    // The Node binding has no tensors in CUDA memory: state lies in arrays of the host and travels with every run.
    training: { state: 'loop', steps: 16 },
    exclusive: true,
    // Without the order CUDA numbers them by speed, and everything else by their places on the bus.
    devices: { variable: 'CUDA_VISIBLE_DEVICES', beside: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, list },
    device: () => 'the first NVIDIA GPU that this process sees',
    // Who only asks whether it works, as `stopover run` does before its processes start, must not hold a part of a GPU.
    probedApart: true,
    options: {
      executionProviders: ['cuda'],
      extra: { ...noCpuFallback.extra, optimization: { disable_specified_optimizers: 'TransposeOptimizer' } },
    },
    missing,
    fix: 'CUDA needs Linux on x64, an NVIDIA GPU with driver 525 or newer, CUDA 12 and cuDNN 9; elsewhere choose `--backend cpu`.',
    failures,
  });

export default definePlugin({ name: '@stopover/backend-cuda', backends: [cuda()] });
