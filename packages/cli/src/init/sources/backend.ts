import type { NamedPlugin, PluginSources } from '../plugin-kinds.ts';

/** A backend on an execution provider of ONNX Runtime: the processor's, until another is named. */
export function backendSources({ name, packageName, variable }: NamedPlugin): PluginSources {
  return {
    source: `import { type Backend, definePlugin } from '@stopover/core';
import { ortBackend } from '@stopover/onnx-session';

/** ${name}: say which device it is. */
export const ${variable} = (): Backend =>
  ortBackend({
    name: '${name}',
    training: { state: 'host' },
    // true for one device for all processes, as a GPU
    exclusive: false,
    // Name the device's provider, as 'coreml', and spread \`noCpuFallback\` beside it: what was asked for is used, or fails.
    options: { executionProviders: ['cpu'] },
    fix: 'Say here what a person can do when the device does not answer, or choose \`--backend cpu\`.',
  });

export default definePlugin({ name: '${packageName}', backends: [${variable}()] });
`,
    test: `import { describeBackend } from '@stopover/testing';
import { ${variable} } from './index.ts';

await describeBackend(${variable}());
`,
    dependencies: ['@stopover/onnx-session', 'onnxruntime-node'],
    devDependencies: ['@stopover/testing'],
    use: `backend: ${name}`,
  };
}
