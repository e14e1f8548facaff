import type { NamedPlugin, NewPlugin, PluginKind, PluginSources } from './plugin-kinds.ts';
import { armSources } from './sources/arm.ts';
import { backendSources } from './sources/backend.ts';
import { executorSources } from './sources/executor.ts';
import { taskSources } from './sources/task.ts';
import { trackerSources } from './sources/tracker.ts';
import { translatorSources } from './sources/translator.ts';

const writers: { readonly [K in PluginKind]: (plugin: NamedPlugin) => PluginSources } = {
  task: taskSources,
  backend: backendSources,
  translator: translatorSources,
  executor: executorSources,
  arm: armSources,
  tracker: trackerSources,
};

/** What is written of a plugin: something small that works, to be filled in. */
export function pluginSources(plugin: NewPlugin): PluginSources {
  const { kind, name } = plugin;
  const variable = variableName(name);
  const written = writers[kind]({ ...plugin, variable: 'placeholder' });
  const isTaken =
    reserved.has(variable) || wordsOf(written.source).has(variable) || wordsOf(written.test).has(variable);
  const other = `${variable}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return writers[kind]({ ...plugin, variable: isTaken ? other : variable });
}

/** `ferry-nli` as a name of TypeScript: `ferryNli`. */
const variableName = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Words that the written code uses otherwise: an import, a parameter, a keyword. Not those of comments and texts. */
const wordsOf = (code: string): ReadonlySet<string> =>
  new Set(code.replace(/\/\*.*?\*\/|\/\/[^\n]*|'[^'\n]*'/gs, '').match(/(?<![.\w])[a-z]\w*/g));

/** Words that no variable may be called. */
const reserved: ReadonlySet<string> = new Set(
  [
    'abstract any arguments as await break case catch class const continue debugger default delete do else enum eval',
    'export extends false finally for function if implements import in instanceof interface let new null package private',
    'protected public return static super switch this throw true try typeof undefined var void while with yield',
  ].flatMap((line) => line.split(' ')),
);
