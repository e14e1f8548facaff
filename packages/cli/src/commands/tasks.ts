import type { AnyTask } from '@stopover/core';
import { composeCatalogs } from '../compose.ts';
import { pluginsFor } from '../named-plugins.ts';
import type { OutputOptions, PluginOptions } from '../options.ts';
import { table } from '../table.ts';
import { createTerminal } from '../terminal.ts';

/** Options of the commands that list what is there. */
export type ListOptions = OutputOptions & PluginOptions;

/** Lists the tasks of the default plugins and of those that the study names; of tasks that are named, everything. */
export async function tasks(names: readonly string[], options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { plugins, tasks: catalog } = await composeCatalogs(await pluginsFor(options.study));
  const named = new Set(names.map((name) => catalog.get(name, 'tasks')));
  const listed = plugins.flatMap((plugin) =>
    (plugin.tasks ?? [])
      .filter((task) => named.size === 0 || named.has(task))
      .map((task) => describe(task, plugin.name)),
  );
  listed.sort((a, b) => a.role.localeCompare(b.role, 'en') || a.name.localeCompare(b.name, 'en'));
  const unverified = listed.flatMap(({ name, source }) =>
    'unverified' in source ? [{ task: name, repo: source.repo, reason: source.unverified }] : [],
  );
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
        task.source.repo,
        task.license.replace(/ \(.*/, ''),
        languagesInShort(task.languages),
      ]),
      terminal.colors.bold,
    ),
  );
  if (unverified.length > 0) {
    terminal.print(
      `\nNot pinned to a commit: ${unverified.length} of ${listed.length} tasks. From the hub, the data set's present Parquet branch is read, and the plan keeps its commit.`,
    );
    const rows = unverified.map(({ task, repo, reason }) => [task, repo, reason]);
    terminal.print(table([], rows));
  }
  return 0;
}

type Described = ReturnType<typeof describe>;

/** Everything that is known of a task, a fact on each line. */
function pageOf(task: Described, bold: (text: string) => string): string {
  const { source, trainedOn, sharesWith } = task;
  const trainings = Object.entries(trainedOn ?? {}).map(([name, chain]) => `${name}: ${chain.join(', then ')}`);
  const splits = Object.entries(source.splits).map(([role, name]) => (role === name ? role : `${role} (${name})`));
  const facts: readonly (readonly [string, string])[] = [
    ['kind', task.kind],
    ['role', task.role],
    ['languages', task.languages.join(' ')],
    ['metrics', task.metrics.join(', ')],
    ['data', source.repo],
    ['revision', 'revision' in source ? source.revision : `not verified: ${source.unverified}`],
    ['splits', splits.join(', ')],
    ['licence', task.license],
    ['paper', task.citation ?? task.paper],
    ...(task.citation === null ? [] : [['', task.paper] as const]),
    ...trainings.map((text, i) => [i === 0 ? 'training' : '', text] as const),
    ...sharesWith.map(({ task: other, split, what }, i) => {
      return [i === 0 ? 'shares data' : '', `with ${other} (${split}): ${what}`] as const;
    }),
    ['package', task.plugin],
  ];
  return `${bold(task.name)}: ${task.summary}\n${table([], facts)}\n`;
}

function describe(task: AnyTask, plugin: string) {
  const { name, kind, role, about, source, languages, metrics, trainedOn, sharesWith = [], parallel = false } = task;
  const { repo, splits, revision } = source;
  return {
    name,
    kind,
    role,
    summary: about.summary,
    paper: about.paper,
    citation: about.citation ?? null,
    license: about.license,
    source: { repo, configurations: languages, splits, ...(typeof revision === 'string' ? { revision } : revision) },
    languages: [...new Set(Object.values(languages))],
    metrics: metrics.map((metric) => metric.name),
    trainedOn: trainedOn ?? null,
    sharesWith,
    parallel,
    plugin,
  };
}

const languagesInShort = (languages: readonly string[]): string =>
  languages.length <= 4 ? languages.join(' ') : `${languages.slice(0, 3).join(' ')} … (${languages.length})`;
