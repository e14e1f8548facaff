import { basename, extname, relative, resolve } from 'node:path';
import { RequestError } from '@stopover/core';
import { isThere } from '@stopover/files';
import { quoted } from '../completion/quoted.ts';
import { type Catalogs, composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { answerStudy, type GivenAnswers } from '../init/answer-study.ts';
import { Asking } from '../init/ask.ts';
import { pluginFiles } from '../init/plugin-files.ts';
import type { NewTask, PluginKind } from '../init/plugin-kinds.ts';
import { studyText } from '../init/study-text.ts';
import { taken, writeNewFile, writeNewFolder } from '../init/write-new.ts';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';

/** Options of `init`. */
export interface InitOptions extends OutputOptions, GivenAnswers {
  readonly yes?: boolean;
  readonly plugin?: PluginKind;
  readonly package?: string;
  readonly kind?: NewTask['kind'];
  readonly role?: NewTask['role'];
}

/** Writes a study file from answers, or the package of a plugin; nothing that is there is overwritten. */
export async function init(name: string | undefined, options: InitOptions): Promise<number> {
  const terminal = createTerminal(options);
  const ofTask = (['kind', 'role'] as const).find((field) => options[field] !== undefined);
  if (ofTask !== undefined && options.plugin !== 'task') {
    const remedy = `Give \`--plugin task\` as well, or leave --${ofTask} out.`;
    throw new RequestError({ where: `--${ofTask}`, what: 'it is of a task that is to be written', remedy });
  }
  if (options.plugin !== undefined) return initPlugin(name, options.plugin, options, terminal);
  if (options.package !== undefined) {
    const remedy = 'Give --plugin with its kind as well, or leave --package out.';
    throw new RequestError({ where: '--package', what: 'a study has no package', remedy });
  }
  return initStudy(name ?? 'study.yaml', options, terminal);
}

async function initStudy(given: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const path = /\.ya?ml$/.test(given) ? given : `${given}.yaml`;
  // Before anything is asked.
  if (await isThere(path)) throw taken(path, 'Give another name: `stopover init OTHER.yaml`.');
  const catalogs = await composeCatalogs(await pluginsFor({}));
  using asking = options.yes ? null : new Asking(process.stdin, process.stderr);
  const answers = await answerStudy({ given: options, catalogs, asking, note: terminal.note });
  const name = nameIn(path);
  const word = shellWord(path);
  await writeNewFile(path, studyText(name, answers, word));
  terminal.document({ study: name, file: resolve(path), ...answers });
  terminal.print(
    `Wrote ${path}. Next: \`stopover plan ${word}\`, which shows what it takes, and \`stopover run ${word}\`.`,
  );
  return 0;
}

/** A path as a shell reads it back: in quotes where it has a sign of the shell's, a blank or another. */
const shellWord = (path: string): string => (/^[\p{L}\p{N}\p{M}@%+=:,./_-]+$/u.test(path) ? path : quoted(path));

/** A study's name from the name of its file: of letters that a folder may have. */
const nameIn = (path: string): string =>
  basename(path, extname(path))
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '') || 'study';

/** Bitext is evaluated without training. @throws RequestError when it is to be trained. */
function taskOf({ kind = 'classification', role }: InitOptions): NewTask {
  if (kind !== 'bitext') return { kind, role: role ?? 'intermediate' };
  if (role !== 'intermediate') return { kind, role: 'target' };
  const remedy = 'Leave --role out, or give --role target.';
  throw new RequestError({ where: '--role intermediate', what: 'a task of kind bitext is not trained', remedy });
}

/** What a study file or an option means by a word where a name stands. */
const meaning: Partial<Record<PluginKind, readonly string[]>> = {
  task: ['none', 'multi-task'],
  backend: ['auto'],
  tracker: ['none'],
};

/** Whether a plugin of that name could not be loaded beside what is there. */
function isBuiltIn(catalogs: Catalogs, kind: PluginKind, name: string): boolean {
  const { tasks, backends, translators, executors, arms, trackers } = catalogs;
  const known = {
    task: tasks,
    backend: backends,
    translator: translators,
    executor: executors,
    arm: arms,
    tracker: trackers,
  };
  return known[kind].has(name) || (meaning[kind] ?? []).includes(name);
}

async function initPlugin(
  name: string | undefined,
  kind: PluginKind,
  options: InitOptions,
  terminal: Terminal,
): Promise<number> {
  const answered = (['model', 'targets', 'intermediates', 'languages', 'shots', 'budget'] as const).find(
    (field) => options[field] !== undefined,
  );
  if (answered !== undefined) {
    const what = 'it is of a study, and a plugin is to be written';
    throw new RequestError({ where: `--${answered}`, what, remedy: 'Leave it out, or leave --plugin out.' });
  }
  if (name === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const what = name === undefined ? 'what it brings has no name' : `"${name}" cannot be its name`;
    const remedy = `Name it in lower case with dashes: \`stopover init --plugin ${kind} ferry-x\`.`;
    throw new RequestError({ where: `--plugin ${kind}`, what, remedy });
  }
  const catalogs = await composeCatalogs(await pluginsFor({}));
  if (isBuiltIn(catalogs, kind, name)) {
    const remedy = `Give it a name of its own: \`stopover init --plugin ${kind} my-${name}\`.`;
    throw new RequestError({ where: `--plugin ${kind}`, what: `there is a "${name}" already`, remedy });
  }
  const packageName = options.package ?? `stopover-${kind}-${name}`;
  if (!/^(@[a-z0-9-][a-z0-9-._]*\/)?[a-z0-9-][a-z0-9-._]*$/.test(packageName)) {
    const remedy = 'Write it as npm does: lower case, `@lab/stopover-x` or `stopover-x`.';
    throw new RequestError({ where: '--package', what: `"${packageName}" is no name of a package`, remedy });
  }
  const folder = resolve(packageName.split('/').at(-1) ?? packageName);
  const files = pluginFiles({ kind, name, packageName, task: taskOf(options) });
  await writeNewFolder(folder, files);
  const place = relative(process.cwd(), folder);
  terminal.document({ plugin: kind, name, package: packageName, folder, files: [...files.keys()] });
  terminal.print(
    `Wrote ${place}/ (${[...files.keys()].join(', ')}). Next: \`npm install --ignore-scripts\` and \`npm test\` there.`,
  );
  return 0;
}
