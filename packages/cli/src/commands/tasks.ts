import type { AnyTask } from '@stopover/core';
import { type Place, placesOf } from '@stopover/data';
import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import type { OutputOptions, PluginOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { table } from '../views/table.ts';

/** Options of the commands that list what is there. */
export type ListOptions = OutputOptions & PluginOptions;

/** Lists the tasks of the default plugins and of those that the study names; of tasks that are named, everything. */
export async function tasks(names: readonly string[], options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { plugins, tasks: catalog } = await composeCatalogs(await pluginsFor(options));
  const named = new Set(names.map((name) => catalog.get(name, 'tasks')));
  const listed = plugins.flatMap((plugin) =>
    (plugin.tasks ?? [])
      .filter((task) => named.size === 0 || named.has(task))
      .map((task) => describe(task, plugin.name)),
  );
  listed.sort((a, b) => a.role.localeCompare(b.role, 'en') || a.name.localeCompare(b.name, 'en'));
  const unverified = listed.flatMap(notPinned);
  terminal.document({ tasks: listed, unverified });
  if (named.size > 0) {
    for (const task of listed) terminal.print(pageOf(task, terminal.colors.bold));
    return 0;
  }
  terminal.print(
    table(
      ['task', 'kind', 'role', 'metrics', 'data', 'licence', 'languages'].map((title) => ({ title })),
      listed.map((task) => [
        task.name,
        task.kind,
        task.role,
        task.metrics.join(', '),
        [task.source, ...task.further].map(({ repo }) => repo).join(', '),
        task.license.replace(/ \(.*/, ''),
        languagesInShort(task.languages),
      ]),
      terminal.colors.bold,
    ),
  );
  if (unverified.length > 0) {
    const some = new Set(unverified.map(({ task }) => task)).size;
    terminal.print(
      `\nNot pinned to a commit: data of ${some} of ${listed.length} tasks. From the hub, the data set's present Parquet branch is read, and the plan keeps its commit.`,
    );
    const rows = unverified.map(({ task, repo, reason }) => [task, repo, reason]);
    terminal.print(table([], rows));
  }
  return 0;
}

type Described = ReturnType<typeof describe>;

/** Everything that is known of a task, a fact on each line. */
function pageOf(task: Described, bold: (text: string) => string): string {
  const { source, further, trainingTasks, sharesWith } = task;
  const trainings = Object.entries(trainingTasks ?? {}).map(([name, chain]) => `${name}: ${chain.join(', then ')}`);
  const splits = Object.entries(source.splits).map(([role, name]) => (role === name ? role : `${role} (${name})`));
  const facts: readonly (readonly [string, string])[] = [
    ['kind', task.kind],
    ['role', task.role],
    ['languages', task.languages.join(' ')],
    ['metrics', task.metrics.join(', ')],
    ...[source, ...further].flatMap((place) => [
      ['data', place.repo] as const,
      ['revision', 'revision' in place ? place.revision : `not verified: ${place.unverified}`] as const,
    ]),
    ['splits', splits.join(', ')],
    ['licence', task.license],
    ['paper', task.citation ?? (task.paper || 'none named')],
    ...(task.citation === null || task.paper === '' ? [] : [['', task.paper] as const]),
    ...trainings.map((text, i) => [i === 0 ? 'training' : '', text] as const),
    ...sharesWith.map(({ task: other, split, what }, i) => {
      return [i === 0 ? 'shares data' : '', `with ${other} (${split}): ${what}`] as const;
    }),
    ['package', task.plugin],
  ];
  return `${bold(task.name)}: ${task.summary}\n${table([], facts)}\n`;
}

/** The places of a task whose commit could not be looked up, with why. */
const notPinned = ({ name, source, further }: ReturnType<typeof describe>) =>
  [source, ...further].flatMap((place) =>
    'unverified' in place ? [{ task: name, repo: place.repo, reason: place.unverified }] : [],
  );

function describe(task: AnyTask, plugin: string) {
  const {
    name,
    kind,
    role,
    about,
    source,
    languages,
    metrics,
    trainingTasks,
    sharesWith = [],
    parallel = false,
  } = task;
  return {
    name,
    kind,
    role,
    summary: about.summary,
    paper: about.paper,
    citation: about.citation ?? null,
    ...(about.rows !== undefined && { rows: about.rows }),
    license: about.license,
    source: { ...placeOf(source), configurations: languages },
    further: placesOf(task).slice(1).map(placeOf),
    languages: [...new Set(Object.values(languages))],
    metrics: metrics.map((metric) => metric.name),
    trainingTasks: trainingTasks ?? null,
    sharesWith,
    parallel,
    plugin,
  };
}

const placeOf = ({ repo, splits, revision }: Place) => ({
  ...{ repo, splits },
  ...(typeof revision === 'string' ? { revision } : revision),
});

const languagesInShort = (languages: readonly string[]): string =>
  languages.length <= 4 ? languages.join(' ') : `${languages.slice(0, 3).join(' ')} … (${languages.length})`;
