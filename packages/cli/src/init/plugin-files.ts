// A plugin for a repository of one's own, as files: what all kinds have in common.
import type { NewPlugin, PluginSources } from './plugin-kinds.ts';
import { pluginSources } from './plugin-sources.ts';
import { coreRange, nodeRange, type VersionedPackage, versions } from './versions.ts';

/** The files of a package that stands alone, by their paths. */
export function pluginFiles(plugin: NewPlugin): ReadonlyMap<string, string> {
  const sources = pluginSources(plugin);
  return new Map([
    ['package.json', asJson(manifestOf(plugin, sources))],
    ['tsconfig.json', asJson(compilerSettings)],
    ['tsconfig.build.json', asJson(buildSettings)],
    ['.gitignore', 'node_modules\ndist\n'],
    ['README.md', readme(plugin, sources)],
    ['src/index.ts', sources.source],
    ['src/index.test.ts', sources.test],
  ]);
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const ranges = (names: readonly VersionedPackage[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, versions[name]]));

function manifestOf({ kind, name, packageName }: NewPlugin, { dependencies, devDependencies }: PluginSources): object {
  return {
    name: packageName,
    version: '0.1.0',
    description: `${name}, ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} for Stopover`,
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    files: ['dist'],
    engines: { node: nodeRange },
    scripts: { build, prepack: build, test: 'tsc && vitest run --testTimeout=60000' },
    ...(dependencies.length > 0 && { dependencies: ranges(dependencies) }),
    // One copy of core is everybody's: it comes with Stopover.
    peerDependencies: { '@stopover/core': coreRange },
    devDependencies: ranges(['@stopover/core', '@types/node', 'typescript', 'vitest', ...devDependencies]),
    keywords: ['stopover-plugin'],
  };
}

const build = 'tsc -p tsconfig.build.json';

/** Of everything, the tests among it: what an editor and `npm test` take. */
const compilerSettings = {
  compilerOptions: {
    ...{ target: 'ES2023', lib: ['ES2023', 'ESNext.Disposable'], module: 'NodeNext', moduleResolution: 'NodeNext' },
    ...{ declaration: true, strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    ...{ isolatedModules: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true },
    ...{ rewriteRelativeImportExtensions: true, skipLibCheck: true, types: ['node'], noEmit: true },
  },
  include: ['src/**/*.ts'],
};

const buildSettings = {
  extends: './tsconfig.json',
  compilerOptions: { noEmit: false, rootDir: 'src', outDir: 'dist' },
  exclude: ['src/**/*.test.ts'],
};

const readme = ({ kind, name, packageName }: NewPlugin, { use }: PluginSources): string => `# ${packageName}

\`${name}\`: a plugin of kind ${kind} for Stopover.

\`\`\`sh
npm install --ignore-scripts    # ONNX Runtime's install script downloads CUDA libraries
npm test                        # types, and the tests in src
npm run build                   # what \`npm publish\` takes
\`\`\`

## Use

Install it beside Stopover and name it in a study file:

\`\`\`yaml
plugins: ["${packageName}"]
${use}
\`\`\`

Before it is published: build it, and \`npm install PATH\` with the path of this folder, in the folder of the study.
`;
