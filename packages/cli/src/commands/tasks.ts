import type { AnyTask, Place } from '@stopover/core';
import { placesOf } from '@stopover/hub';
import { composeCatalogs } from '../compose.ts';
import { pluginsFor } from '../named-plugins.ts';
import type { OutputOptions, PluginOptions } from '../options.ts';
import { table } from '../table.ts';
import { createTerminal } from '../terminal.ts';

/** Options of the commands that list what is there. */
export type ListOptions = OutputOptions & PluginOptions;

/** Lists the tasks of the default plugins and of those that the study names. */
export async function tasks(options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { plugins } = await composeCatalogs(await pluginsFor(options.study));
  const listed = plugins.flatMap((plugin) => (plugin.tasks ?? []).map((task) => describe(task, plugin.name)));
  listed.sort((a, b) => a.role.localeCompare(b.role, 'en') || a.name.localeCompare(b.name, 'en'));
  const unverified = listed.flatMap(notPinned);
  terminal.document({ tasks: listed, unverified });
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

/** The places of a task whose commit could not be looked up, with why. */
const notPinned = ({ name, source, further }: ReturnType<typeof describe>) =>
  [source, ...further].flatMap((place) =>
    'unverified' in place ? [{ task: name, repo: place.repo, reason: place.unverified }] : [],
  );

function describe(task: AnyTask, plugin: string) {
  const { name, kind, role, about, source, languages, metrics, trainedOn, sharesWith = [], parallel = false } = task;
  return {
    name,
    kind,
    role,
    summary: about.summary,
    paper: about.paper,
    citation: about.citation ?? null,
    license: about.license,
    source: { ...placeOf(source), configurations: languages },
    further: placesOf(task).slice(1).map(placeOf),
    languages: [...new Set(Object.values(languages))],
    metrics: metrics.map((metric) => metric.name),
    trainedOn: trainedOn ?? null,
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
