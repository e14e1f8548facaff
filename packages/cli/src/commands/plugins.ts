import type { Plugin } from '@stopover/core';
import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { defaultPlugins } from '../composition/plugins.ts';
import { createTerminal } from '../program/terminal.ts';
import { table } from '../views/table.ts';
import type { ListOptions } from './tasks.ts';

/** Lists the plugins that are loaded, and what each adds. */
export async function plugins(options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { plugins: loaded } = await composeCatalogs(await pluginsFor(options));
  const listed = loaded.map((plugin) => ({
    name: plugin.name,
    default: Object.hasOwn(defaultPlugins, plugin.name),
    adds: additions(plugin),
  }));
  terminal.document({ plugins: listed });
  terminal.print(
    table(
      [{ title: 'plugin' }, { title: 'adds' }, { title: 'named by' }],
      listed.map(({ name, adds, default: isDefault }) => [
        name,
        Object.entries(adds)
          .map(([sort, names]) => `${sort}: ${names.join(', ')}`)
          .join('; '),
        isDefault ? 'default' : 'the study or package.json',
      ]),
      terminal.colors.bold,
    ),
  );
  return 0;
}

function additions(plugin: Plugin): Readonly<Record<string, readonly string[]>> {
  const { tasks, arms, backends, encoders, executors, sources, trackers, translators } = plugin;
  const named = { tasks, arms, backends, executors, sources, trackers, translators };
  const adds: Record<string, readonly string[]> = {};
  for (const [sort, items] of Object.entries(named)) {
    if (items && items.length > 0) adds[sort] = items.map(({ name }) => name);
  }
  if (encoders && encoders.length > 0) adds.encoders = encoders.map(({ modelType }) => modelType);
  return adds;
}
