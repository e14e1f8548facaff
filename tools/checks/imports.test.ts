import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsOf, type ModuleFacts } from './module-facts.ts';
import { cycleIn } from './rooms.ts';
import { isTest, manifestOf, packages, read, sourcesOf, type WorkspacePackage } from './workspace.ts';

const modules = packages.flatMap((owner) =>
  sourcesOf(owner).map((path) => ({ owner, path, facts: factsOf(path, read(path)) })),
);
const workspace = manifestOf('.');

/** The package that a bare specifier names: `@a/b` of `@a/b/c`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isBare = (specifier: string): boolean =>
  !specifier.startsWith('.') && !specifier.startsWith('node:') && !builtinModules.includes(specifier);

/** Why a file of a package may not import this, or undefined when it may. */
function undeclared({ manifest }: WorkspacePackage, path: string, specifier: string): string | undefined {
  if (!isBare(specifier)) return undefined;
  const name = packageOf(specifier);
  const { dependencies, peerDependencies, devDependencies } = manifest;
  if (name in dependencies || name in peerDependencies || name === manifest.name) return undefined;
  if (isTest(path) && (name in devDependencies || name in workspace.devDependencies)) return undefined;
  return `${path} imports ${name}, which its package.json does not ${name in devDependencies ? 'give to users' : 'name'}`;
}

/** Imports among the files of one package, by path: those of types too. */
function inside(files: readonly { readonly path: string; readonly facts: ModuleFacts }[]) {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, facts }) => [
      path,
      facts.imports.map(({ specifier }) => join(dirname(path), specifier)).filter((target) => known.has(target)),
    ]),
  );
}

describe('imports', () => {
  it('finds the modules', () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.find(({ path }) => path === 'packages/registry/src/catalog.ts')?.facts.imports).toEqual([
      { specifier: '@stopover/core', names: ['RequestError'], erased: false },
    ]);
  });

  it('names every dependency in package.json', () => {
    const wrong = modules.flatMap(({ owner, path, facts }) =>
      facts.imports.map(({ specifier }) => undeclared(owner, path, specifier)).filter((reason) => reason !== undefined),
    );
    expect(wrong).toEqual([]);
  });

  it('declares no dependency that neither it nor one of its dependencies imports', () => {
    const peers = new Map(packages.map(({ manifest }) => [manifest.name, Object.keys(manifest.peerDependencies)]));
    const unused = packages.flatMap(({ folder, manifest }) => {
      const imports = modules.filter(({ owner }) => owner.folder === folder).flatMap(({ facts }) => facts.imports);
      const declared = Object.keys(manifest.dependencies);
      const files = modules.filter(({ owner }) => owner.folder === folder).map(({ path }) => read(path));
      // A package of files is not imported but found: fonts.
      const found = files.flatMap((text) =>
        [...text.matchAll(/\bresolve\('([^'./][^']*)'\)/g)].map(([, to = '']) => to),
      );
      const used = new Set([
        ...found.map(packageOf),
        ...imports.map(({ specifier }) => packageOf(specifier)),
        ...declared.flatMap((name) => peers.get(name) ?? []),
      ]);
      return declared.filter((name) => !used.has(name)).map((name) => `${folder}: ${name}`);
    });
    expect(unused).toEqual([]);
  });

  it('enters another package by a door that its package.json names', () => {
    const doors = packages.flatMap(({ manifest }) =>
      Object.keys(manifest.exports).map((to) => `${manifest.name}${to.slice(1)}`),
    );
    const wrong = modules.flatMap(({ path, facts }) =>
      facts.imports
        .filter(({ specifier }) => specifier.startsWith('@stopover/') && !doors.includes(specifier))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('stays inside its package with relative paths', () => {
    const wrong = modules.flatMap(({ owner, path, facts }) =>
      facts.imports
        .filter(
          ({ specifier }) =>
            specifier.startsWith('.') && !join(dirname(path), specifier).startsWith(`${owner.folder}/`),
        )
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('calls the container only in the composition root', () => {
    const wrong = modules.filter(
      ({ owner, path, facts }) =>
        !isTest(path) &&
        !['packages/cli', 'packages/registry'].includes(owner.folder) &&
        facts.imports.some(({ specifier, names }) => specifier === 'tsyringe' || names.includes('container')),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('reads the environment only in the app, where a test says what it requires, and as the Vulkan loader does', () => {
    const may = ['packages/cli', 'packages/testing', 'packages/model-backends/webgpu'];
    const wrong = modules.filter(
      ({ owner, path, facts }) => facts.readsEnvironment && !isTest(path) && !may.includes(owner.folder),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('loads statistics where they are asked for: their distributions take longer to load than most commands', () => {
    const may = ['packages/report', 'packages/statistics', 'tools/bench'];
    const wrong = modules.filter(
      ({ owner, path, facts }) =>
        !isTest(path) &&
        !may.includes(owner.folder) &&
        facts.imports.some(
          ({ specifier, names, erased }) => specifier === '@stopover/statistics' && names.length > 0 && !erased,
        ),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it.each(packages.map(({ folder }) => folder))('%s has no cycle inside', (folder) => {
    expect(cycleIn(inside(modules.filter(({ owner }) => owner.folder === folder)))).toBeUndefined();
  });

  it('counts imports of types as steps of a cycle', () => {
    const files = ['a', 'b'].map((name, i) => {
      const text = `import type { T } from './${i === 0 ? 'b' : 'a'}.ts';`;
      return { path: `src/${name}.ts`, facts: factsOf(`${name}.ts`, text) };
    });
    expect(cycleIn(inside(files))).toEqual(['src/a.ts', 'src/b.ts', 'src/a.ts']);
  });
});

describe('facts of a module', () => {
  it('sees every form of import', () => {
    const text = `import { a, b as c } from 'x';
      import type { T } from 'y';
      export { d } from './z.ts';
      const lazy = () => import('w');
      type V = typeof import('v');`;
    expect(factsOf('f.ts', text).imports).toEqual([
      { specifier: 'x', names: ['a', 'b'], erased: false },
      { specifier: 'y', names: ['T'], erased: true },
      { specifier: './z.ts', names: ['d'], erased: false },
      { specifier: 'w', names: [], erased: false },
      { specifier: 'v', names: [], erased: true },
    ]);
  });

  it('sees the environment, assertions and lines of code, and no comment', () => {
    const text = `/** process.env */
      // process.env
      const a = process.env['HOME'];

      const b = [1] as const; // as any
      const c = a as string;`;
    expect(factsOf('f.ts', text)).toMatchObject({ readsEnvironment: true, codeLines: 3, assertions: [6] });
    expect(
      factsOf('f.ts', '/** A. */\nexport function a() {}\nexport class B {}\nconst c = () => {\n};'),
    ).toMatchObject({
      undocumented: [3],
      functions: [
        { line: 2, lines: 1 },
        { line: 4, lines: 2 },
      ],
    });
    expect(factsOf('f.ts', 'const env = { process: 1 };').readsEnvironment).toBe(false);
  });
});
