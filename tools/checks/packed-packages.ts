import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root, type WorkspacePackage } from './workspace.ts';

const packedSchema = z.array(z.object({ name: z.string(), filename: z.string() }));

/**
 * Packs packages of the repository and unpacks them where a module below `folder` finds them. They have to be compiled.
 * Gives the tarball of each by its name.
 */
export function installPacked(folder: string, packages: readonly WorkspacePackage[]): ReadonlyMap<string, string> {
  const workspaces = packages.map((one) => `--workspace=${one.folder}`);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces];
  const output = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
  const packed = packedSchema.parse(JSON.parse(output));
  for (const { name, filename } of packed) {
    const to = join(folder, 'node_modules', name);
    mkdirSync(to, { recursive: true });
    execFileSync('tar', ['xzf', join(folder, filename), '-C', to, '--strip-components=1']);
  }
  return new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
}

/** Libraries of others are those of the repository: they come from a registry, which a test does not ask. */
export function linkLibraries(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const to = join(folder, 'node_modules', name);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), to, 'junction');
  }
}
