import { type Bundled, type Plugin, RequestError } from '@stopover/core';
import { architectures } from '@stopover/encoders';

/** A plugin, and the name under which it was loaded. */
export interface LoadedPlugin {
  readonly name: string;
  readonly plugin: Plugin;
}

/** What an option or a study file calls the things of one sort, in the plugins and in Stopover itself. */
interface Sort {
  readonly sort: string;
  readonly namesIn: (plugin: Plugin) => readonly string[];
  readonly builtIn: readonly string[];
}

const namesOf = (items: readonly { readonly name: string }[] = []): readonly string[] => items.map(({ name }) => name);

/** The things of one sort that come with a plugin's sources. */
const bundledNames =
  (sort: keyof Bundled) =>
  ({ sources = [] }: Plugin): readonly string[] =>
    sources.flatMap(({ capabilities: { bundled } }) => Object.keys(bundled?.[sort] ?? {}));

const sorts: readonly Sort[] = [
  { sort: 'plugin', namesIn: ({ name }) => [name], builtIn: [] },
  { sort: 'task', namesIn: ({ tasks }) => namesOf(tasks), builtIn: [] },
  { sort: 'backend', namesIn: ({ backends }) => namesOf(backends), builtIn: ['auto'] },
  { sort: 'executor', namesIn: ({ executors }) => namesOf(executors), builtIn: [] },
  { sort: 'tracker', namesIn: ({ trackers }) => namesOf(trackers), builtIn: ['none'] },
  { sort: 'translator', namesIn: ({ translators }) => namesOf(translators), builtIn: [] },
  { sort: 'source', namesIn: ({ sources }) => namesOf(sources), builtIn: ['hub', 'mirror'] },
  { sort: 'model', namesIn: bundledNames('models'), builtIn: [] },
  { sort: 'tokenizer', namesIn: bundledNames('tokenizers'), builtIn: [] },
  { sort: 'text', namesIn: bundledNames('texts'), builtIn: [] },
  {
    sort: 'architecture',
    namesIn: ({ encoders = [] }) => encoders.map(({ modelType }) => modelType),
    builtIn: architectures.map(({ modelType }) => modelType),
  },
];

/**
 * Sees to it that a name means one thing.
 * @throws RequestError naming both plugins that bring the same name.
 */
export function requireOwnNames(loaded: readonly LoadedPlugin[]): void {
  for (const { sort, namesIn, builtIn } of sorts) {
    const owners = new Map(builtIn.map((name) => [name, 'Stopover itself']));
    for (const { name: from, plugin } of loaded) {
      for (const name of namesIn(plugin)) {
        const other = owners.get(name);
        if (other !== undefined) throw taken(sort, name, other, `plugin ${from}`);
        owners.set(name, `plugin ${from}`);
      }
    }
  }
}

function taken(sort: string, name: string, first: string, second: string): RequestError {
  const both = first === second ? `${first} brings it twice` : `${first} and ${second} both bring it`;
  const remedy = 'Take one of them out of `plugins:`, package.json or --plugin, or give what it brings another name.';
  return new RequestError({ where: `${sort} ${name}`, what: both, remedy });
}
