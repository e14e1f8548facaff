import type { NewPlugin, PluginKind, PluginSources } from './plugin-kinds.ts';
import { armSources } from './sources/arm.ts';
import { backendSources } from './sources/backend.ts';
import { executorSources } from './sources/executor.ts';
import { taskSources } from './sources/task.ts';
import { trackerSources } from './sources/tracker.ts';
import { translatorSources } from './sources/translator.ts';

/** What is written of each kind: something small that works, to be filled in. */
export const pluginSources: { readonly [K in PluginKind]: (plugin: NewPlugin) => PluginSources } = {
  task: taskSources,
  backend: backendSources,
  translator: translatorSources,
  executor: executorSources,
  arm: armSources,
  tracker: trackerSources,
};
