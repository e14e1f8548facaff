import { join } from 'node:path';
import { addPlugin } from '../add-plugin.mjs';

/**
 * A backend plugin for one execution provider of ONNX Runtime.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, provider?: string }} options
 */
export default function backend(tree, { name, provider = name }) {
  return addPlugin(tree, {
    folder: `packages/model-backends/${name}`,
    packageName: `@stopover/backend-${name}`,
    name,
    templates: join(import.meta.dirname, 'files'),
    model: 'packages/model-backends/cpu',
    values: { provider },
  });
}
