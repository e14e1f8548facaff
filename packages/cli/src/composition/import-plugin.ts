import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, RequestError, StopoverError } from '@stopover/core';
import { codeOf } from '@stopover/files';

/**
 * Imports the module of a plugin.
 * @throws RequestError naming the plugin, and the file and line where its code is wrong or throws.
 */
export async function importPlugin(name: string, load: () => Promise<unknown>, file?: string): Promise<unknown> {
  try {
    return await load();
  } catch (error) {
    throw new RequestError({ where: `plugin ${name}`, ...explained(error, file) }, { cause: error });
  }
}

/** What is wrong with a module that could not be imported, and what to do. */
function explained(error: unknown, file: string | undefined): { readonly what: string; readonly remedy: string } {
  const missing = /^Cannot find (package|module) '([^']+)' imported from (.+?)\.?$/.exec(messageOf(error));
  if (codeOf(error) === 'ERR_MODULE_NOT_FOUND' && missing) return notFound(missing);
  if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return { what: messageOf(error), remedy: 'Node loads JavaScript: compile the plugin, and name what came of it.' };
  }
  const place = placeOf(error) ?? (error instanceof SyntaxError && file ? placeOfSyntaxError(file) : undefined);
  const at = place ?? file;
  const what = `${error instanceof SyntaxError ? 'its code is wrong' : 'importing it failed'}${at ? ` at ${at}` : ''}: ${inWords(error)}`;
  return { what, remedy: 'Correct the plugin, install what it needs, or take it out of `plugins:`.' };
}

function notFound([, sort, wanted = '', from = '']: RegExpExecArray) {
  const what = `${from} imports ${wanted}, which is not there`;
  if (sort === 'module') return { what, remedy: 'Correct the path in the plugin, or build the plugin first.' };
  return {
    what,
    remedy: `Run \`npm install ${wanted}\` in the plugin's folder, or take the plugin out of \`plugins:\`.`,
  };
}

/** A plugin may throw what is no error, or an error without a message. */
const inWords = (error: unknown): string =>
  error instanceof StopoverError ? error.message : messageOf(error) || 'an error without a message';

/** The first line of an error's stack that lies in a file: `path:line`. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  // Node writes a line of its own above the message for some wrong code; else the frames tell.
  const [, url, line] =
    /^((?:file:\/\/)?\/[^\n]+):(\d+)\n/.exec(error.stack) ??
    /^ +at (?:.*\()?(file:\/\/[^\n]+?):(\d+):\d+\)?$/m.exec(error.stack) ??
    [];
  return url === undefined ? undefined : `${pathOf(url)}:${line}`;
}

const pathOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);

/**
 * The place of code that is no JavaScript, which may be in a file that the plugin imports. Node tells it only to the
 * terminal of a process that dies of it; such code is found before any of the plugin's code runs.
 */
function placeOfSyntaxError(file: string): string | undefined {
  const script = `await import(${JSON.stringify(pathToFileURL(file).href)})`;
  const args = ['--input-type=module', '--eval', script];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  const [, url, line] = /^((?:file:\/\/|\/|[A-Za-z]:\\)[^\n]*):(\d+)$/m.exec(stderr) ?? [];
  return url === undefined ? undefined : `${pathOf(url)}:${line}`;
}
