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
    // A memory pattern is one block for all that a run of known shapes needs. Batches of text hardly ever have the shapes of
    // another, so that each leaves a block behind which the next does not fit into: see docs/performance.md.
    options: { executionProviders: ['cpu'], enableMemPattern: false },
    fix: 'Reinstall onnxruntime-node: its binaries are for Linux, macOS on Apple silicon and Windows.',
  });

export default definePlugin({ name: '@stopover/backend-cpu', backends: [cpu()] });
