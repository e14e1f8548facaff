import { join } from 'node:path';
import { addPlugin } from '../add-plugin.mjs';
import { kinds, notOffered } from './kinds.mjs';

/**
 * A task plugin that passes its conformance suite and is to be filled in.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, kind?: string, role?: 'intermediate' | 'target', to?: string, package?: string }} options
 * @throws Error for a kind that no plugin is written for, and for training with a kind that is not trained.
 */
export default function task(tree, options) {
  const {
    name,
    kind = 'classification',
    role = roleOf(kind),
    to,
    package: packageName = `@stopover/task-${name}`,
  } = options;
  const text = kinds[kind];
  if (!text) {
    const why = notOffered[kind] ?? 'there is no such kind';
    throw new Error(`--kind=${kind}: ${why}. Give one of ${Object.keys(kinds).join(', ')}.`);
  }
  if (role === 'intermediate' && kind === 'bitext') {
    throw new Error('--kind=bitext: it is evaluated without training. Leave --role out, or give --role=target.');
  }
  return addPlugin(tree, {
    folder: `packages/task-plugins/${name}`,
    packageName,
    ...(to !== undefined && { to }),
    name,
    templates: join(import.meta.dirname, 'files'),
    model: 'packages/task-plugins/mnli',
    values: {
      ...{ kind, role, before: '', ...text, metrics: text.metrics.join(', ') },
      ...(role === 'target' ? targetValues(name, kind, text) : trainValues),
    },
  });
}

/** @param {string} kind */
const roleOf = (kind) => (kind === 'bitext' ? 'target' : 'intermediate');

const trainValues = { splits: "train: 'train', validation: 'validation'", trainingTasks: '', target: '' };

/**
 * A target of tags trains on its own: no other task has its labels. One of bitext is not trained.
 * @param {string} name
 * @param {string} kind
 * @param {import('./kinds.mjs').KindText} text
 */
function targetValues(name, kind, { target = '', trainingTasks = kind === 'bitext' ? '' : name }) {
  const splits = "validation: 'validation', test: 'test'";
  return { target, trainingTasks, splits: trainingTasks === name ? `train: 'train', ${splits}` : splits };
}
