import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';

/** The repository's folder. */
export const root = join(import.meta.dirname, '..', '..');

const dependencies = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  name: z.string(),
  version: z.string().default('0.0.0'),
  private: z.boolean().default(false),
  type: z.string().default('commonjs'),
  exports: z.record(z.string(), z.unknown()).default({}),
  license: z.string().default(''),
  description: z.string().default(''),
  sideEffects: z.union([z.boolean(), z.array(z.string())]).default(true),
  dependencies,
  devDependencies: dependencies,
  peerDependencies: dependencies,
});

/** The fields of a package.json that the checks look at. */
export type Manifest = z.infer<typeof manifestSchema>;

/** One workspace package. `folder` is relative to the repository, with forward slashes. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Text of a file of the repository. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The package.json in a folder of the repository. @throws ZodError when a field has a wrong type. */
export const manifestOf = (folder: string): Manifest =>
  manifestSchema.parse(JSON.parse(read(join(folder, 'package.json'))));

const ignored = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx', '.stopover']);

/** Every file below a folder of the repository that is not a product of a build or a run, sorted. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name) && !['runs', join('packages', 'cli', 'docs')].includes(join(folder, name)))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [relative('.', path).split(sep).join('/')];
    })
    .sort();
}

/** Every package below `packages`, by folder. */
export const packages: readonly WorkspacePackage[] = filesBelow('packages')
  .filter((path) => path.endsWith('/package.json') && !path.includes('/src/'))
  .map((path) => path.slice(0, -'/package.json'.length))
  .map((folder) => ({ folder, manifest: manifestOf(folder) }));

/** Whether a file only runs under vitest, so that what it imports is a development dependency. */
export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.includes('/fixtures/');

/** The TypeScript files of a package, tests included, machine-written ones left out. */
export const sourcesOf = ({ folder }: WorkspacePackage): readonly string[] =>
  filesBelow(folder).filter((path) => path.endsWith('.ts') && !path.includes('/generated/'));
