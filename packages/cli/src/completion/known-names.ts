import { baseRecipes } from '@stopover/study';
import { profiles, suites } from '@stopover/submission';
import type { Catalogs } from '../composition/compose.ts';

/** Names that an option or an argument takes. */
export interface KnownNames {
  /**
   * Those of an option's or argument's name (`task`), whose value is called so in its help (`<name>`). Undefined where
   * nothing is known of it.
   */
  namesOf(name: string, placeholder: string): readonly string[] | undefined;
}

/** The names that are known when a completion script is written, those of plugins included. */
export function knownNames(catalogs: Catalogs, commands: readonly string[]): KnownNames {
  const { plugins, arms, tasks, backends, executors, trackers, bundled } = catalogs;
  const targets = [...tasks].filter(({ role }) => role === 'target');
  const intermediates = [...tasks].filter(({ role }) => role === 'intermediate');
  const languages = [...new Set(targets.flatMap((task) => Object.values(task.languages)))].sort();
  const named = (field: string, names: readonly string[]) => names.map((name) => `${field}=${name}`);
  const known: Readonly<Record<string, readonly string[]>> = {
    task: tasks.names,
    tasks: tasks.names,
    targets: targets.map(({ name }) => name),
    intermediates: [
      'none',
      ...[...tasks].filter(({ source }) => source.splits.train !== undefined).map(({ name }) => name),
    ],
    backend: ['auto', ...backends.names],
    executor: executors.names,
    tracker: ['none', ...trackers.names],
    source: ['hub', 'mirror', ...plugins.flatMap(({ sources = [] }) => sources.map(({ name }) => name))],
    languages,
    parallel: targets.map(({ name }) => name),
    layers: ['all'],
    pooling: ['mean', 'cls'],
    split: ['test', 'validation'],
    suite: suites.names,
    recipe: baseRecipes,
    model: Object.keys(bundled.models ?? {}),
    tokenizer: Object.keys(bundled.tokenizers ?? {}),
    text: Object.keys(bundled.texts ?? {}),
    command: commands,
    only: [
      ...named('arm', arms.names),
      ...named(
        'target',
        targets.map(({ name }) => name),
      ),
      ...named('intermediate', ['none', ...intermediates.map(({ name }) => name)]),
      ...named('language', languages),
      ...['shots=', 'draw=', 'seed=', 'model=', 'training=', 'selection='],
    ],
  };
  return {
    namesOf: (name, placeholder) =>
      name === 'profile' && placeholder === 'name'
        ? profiles.names
        : Object.hasOwn(known, name)
          ? known[name]
          : undefined,
  };
}
