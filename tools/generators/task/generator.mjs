import { join } from 'node:path';
import { addPlugin } from '../add-plugin.mjs';

/**
 * A task plugin that passes its conformance suite and is to be filled in.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, kind?: 'classification' | 'choice' | 'span', role?: 'intermediate' | 'target' }} options
 */
export default function task(tree, { name, kind = 'classification', role = 'intermediate' }) {
  return addPlugin(tree, {
    folder: `packages/task-plugins/${name}`,
    packageName: `@stopover/task-${name}`,
    name,
    templates: join(import.meta.dirname, 'files'),
    model: 'packages/task-plugins/mnli',
    values: { kind, role },
  });
}
