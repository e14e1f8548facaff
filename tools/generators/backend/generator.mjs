import { join } from 'node:path';
import { addPlugin } from '../add-plugin.mjs';

/**
 * A backend plugin for one execution provider of ONNX Runtime, with a row in the README's table of backends.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, provider?: string, to?: string, package?: string }} options
 */
export default function backend(
  tree,
  { name, provider = name, to, package: packageName = `@stopover/backend-${name}` },
) {
  const done = addPlugin(tree, {
    folder: `packages/model-backends/${name}`,
    packageName,
    name,
    templates: join(import.meta.dirname, 'files'),
    model: 'packages/model-backends/cpu',
    values: { provider },
    ...(to !== undefined && { to }),
  });
  if (to !== undefined) return done;
  tree.write('README.md', withRow(tree.read('README.md', 'utf8') ?? '', name, packageName));
  return done;
}

/**
 * The README with one more row behind the last backend.
 * @param {string} page
 * @param {string} name
 * @param {string} packageName
 */
function withRow(page, name, packageName) {
  const lines = page.split('\n');
  const last = lines.findLastIndex((line) => /^\| `[^`]+` \| `@stopover\/backend-/.test(line));
  if (last < 0) throw new Error(`README.md has no table of backends: add ${packageName} by hand.`);
  return lines.toSpliced(last + 1, 0, `| \`${name}\` | \`${packageName}\` | say here where it runs |`).join('\n');
}
