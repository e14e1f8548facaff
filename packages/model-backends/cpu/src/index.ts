import { availableParallelism, cpus } from 'node:os';
import { type Backend, definePlugin } from '@stopover/core';
import { ortBackend } from '@stopover/onnx-session';

/** The processor, through ONNX Runtime's CPU provider: everywhere, in float32. */
export const cpu = (): Backend =>
  ortBackend({
    name: 'cpu',
    training: { state: 'host' },
    exclusive: false,
    lanes: true,
    device: () => `${cpus()[0]?.model.trim() ?? process.arch}, ${availableParallelism()} threads`,
    options: { executionProviders: ['cpu'] },
    fix: 'Reinstall onnxruntime-node: its binaries are for Linux, macOS on Apple silicon and Windows.',
  });

export default definePlugin({ name: '@stopover/backend-cpu', backends: [cpu()] });
