import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { coreFolder, madeBy, messageOf, type Plugin, pluginOf, RequestError } from '@stopover/core';
import { architecturesWith } from '@stopover/encoders';
import { nearest } from '@stopover/registry';
import { major, satisfies, valid, validRange } from 'semver';
import type { z } from 'zod';
import { locatePlugin, packageAround, property, readManifest } from './locate-plugin.ts';
import { pluginSchema, sorts } from './plugin-schema.ts';

/**
 * The plugin in an imported module, each part read once and found to be what core's contract says.
 * @throws RequestError that names the plugin and what is wrong with it.
 */
export async function checkedPlugin(module: unknown, name: string, file?: string): Promise<Plugin> {
  const where = `plugin ${name}`;
  const value = defaultOf(module);
  const copy = madeBy(value) ?? (file === undefined ? undefined : await coreOf(file));
  if (typeof copy === 'string' && copy !== coreFolder) throw await otherCore(where, copy);
  if (file !== undefined) await requireRange(where, file);
  const plugin = pluginOf(module, name);
  const faults = faultsOf(plugin);
  if (faults.length > 0) {
    const [first, ...more] = faults;
    const others = more.length > 4 ? [...more.slice(0, 4), `and ${more.length - 4} more`] : more;
    const remedy = 'Correct the plugin: TypeScript checks it against the types of @stopover/core.';
    throw new RequestError({ where, what: [first, ...others].join('; '), remedy });
  }
  return partsOf(plugin, where);
}

const defaultOf = (module: unknown): unknown =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;

/** What the contract does not allow, in words; a part that cannot even be read ends the list. */
function faultsOf(plugin: Plugin): readonly string[] {
  try {
    const unknown = Object.keys(plugin).filter((key) => key !== 'name' && !sorts.some((sort) => sort === key));
    const checked = pluginSchema.safeParse(plugin);
    return [...unknown.map(unknownField), ...(checked.error?.issues ?? []).flatMap(issueInWords)];
  } catch (error) {
    return [`reading ${brokenField(plugin)} threw: ${messageOf(error)}`];
  }
}

function unknownField(key: string): string {
  if (key === 'metrics') return 'metrics: a metric belongs to a task, in its list `metrics`';
  const near = nearest(key, sorts);
  return `${key}: a plugin has no such field${near ? `, did you mean ${near}?` : ` (it has ${sorts.join(', ')})`}`;
}

/** An issue as `tasks[0].metrics: …`. */
function issueInWords({ path, message, ...issue }: z.core.$ZodIssue): readonly string[] {
  const inner = issue.code === 'invalid_union' ? issue.errors[0]?.[0] : undefined;
  const at = [...path, ...(inner?.path ?? [])].reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
  return [`${at}: ${(inner?.message ?? message).replace(/^Invalid input: /, '')}`];
}

/** The field whose getter throws, as `tasks[0].head`. */
function brokenField(value: unknown, at = '', depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 6) return '';
  for (const key of Object.keys(value)) {
    const place = Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`;
    try {
      const inner = brokenField(Reflect.get(value, key), place, depth + 1);
      if (inner !== '') return inner;
    } catch {
      return place;
    }
  }
  return depth === 0 ? 'what it gives' : '';
}

/** The parts of a plugin as plain lists: what a getter gives is asked for no second time. */
function partsOf(plugin: Plugin, where: string): Plugin {
  const { name, arms, tasks, backends, encoders, executors, sources, trackers, translators } = plugin;
  try {
    architecturesWith(encoders ?? []);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { where: architecture, what, remedy } = error.problem;
    throw new RequestError({ where, what: `${architecture}: ${what}`, remedy }, { cause: error });
  }
  return {
    name,
    ...(arms && { arms }),
    ...(tasks && { tasks }),
    ...(backends && { backends }),
    ...(encoders && { encoders }),
    ...(executors && { executors }),
    ...(sources && { sources }),
    ...(trackers && { trackers }),
    ...(translators && { translators }),
  };
}

/** The address of the folder of the core that a plugin's module would import; undefined where it finds none. */
async function coreOf(file: string): Promise<string | undefined> {
  const entry = await locatePlugin('@stopover/core', dirname(file)).catch(() => undefined);
  const core = entry === undefined ? null : await packageAround(await realpath(entry));
  return core === null ? undefined : pathToFileURL(join(core.folder, '/')).href;
}

/** The copy of core that a plugin brings along: another version, or as good as ours but not the one that is used. */
async function otherCore(where: string, copy: string): Promise<RequestError> {
  const [theirs, ours] = [await versionIn(copy), await versionIn(coreFolder)];
  if (major(theirs) !== major(ours)) return otherMajor(where, `it uses version ${theirs} of it`, ours);
  const what = `it uses a copy of @stopover/core of its own (${theirs} in ${fileURLToPath(copy)}), and not Stopover's (${ours} in ${fileURLToPath(coreFolder)})`;
  const remedy =
    'Make core a peer dependency of the plugin, and install plugin and Stopover in one folder; `npm dedupe` there joins two copies.';
  return new RequestError({ where, what, remedy });
}

/** @throws RequestError when the package of a plugin asks for another core than this one. */
async function requireRange(where: string, file: string): Promise<void> {
  const manifest = (await packageAround(file))?.manifest;
  const ours = await versionIn(coreFolder);
  for (const field of ['peerDependencies', 'dependencies']) {
    const range = property(property(manifest, field), '@stopover/core');
    if (typeof range !== 'string' || validRange(range) === null) continue;
    if (!satisfies(ours, range, { includePrerelease: true })) throw otherMajor(where, `it asks for ${range}`, ours);
  }
}

const otherMajor = (where: string, theirs: string, ours: string): RequestError =>
  new RequestError({
    where,
    what: `it was made for another version of @stopover/core: ${theirs}, and Stopover has ${ours}`,
    remedy: `Install a version of the plugin for @stopover/core ${ours}, or the Stopover that it was made for.`,
  });

async function versionIn(folder: string): Promise<string> {
  const version = property(await readManifest(fileURLToPath(folder)), 'version');
  return typeof version === 'string' && valid(version) !== null ? version : '0.0.0';
}
