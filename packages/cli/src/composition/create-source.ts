import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { RequestError, type Source, StopoverError } from '@stopover/core';
import { isFile, isFolder } from '@stopover/files';
import type { OwnTables } from '@stopover/hub';
import type { Environment } from '../program/environment.ts';
import { keepSecret } from '../program/secrets.ts';
import { bundledIn } from './bundled-in.ts';
import { downloadNotes } from './download-notes.ts';

/** What the options and the environment say about where rows and models come from. */
export interface SourceChoice {
  /** `hub`, `mirror` or the name of a plugin's source; undefined: what follows from the rest. */
  readonly name: string | undefined;
  /** Folder of the mirror, when one was named. */
  readonly mirror: string | undefined;
  /** Model of the study: one that comes with a source reads that source's rows unless another was asked for. */
  readonly model: string | undefined;
  /** Relative model folders start here. */
  readonly from: string;
  readonly environment: Environment;
  /** Takes a line for a person while something is downloaded. */
  readonly note: (line: string) => void;
}

/**
 * The one source of a run; `ownTables`: tasks that a study file defines. Its models may also be local folders, and what comes with the sources' packages is there
 * whichever is read.
 * @throws RequestError when the source is unknown or the mirror does not exist.
 */
export async function createSource(
  choice: SourceChoice,
  offered: readonly Source[],
  ownTables: OwnTables = new Map(),
): Promise<Source> {
  const { composedSource } = await import('@stopover/hub');
  const rows = composedSource(await createRows(choice, offered), foldersOf(choice), ownTables);
  const bundled = bundledIn(offered);
  const own = (id: string) => (Object.hasOwn(bundled.models, id) ? bundled.models[id] : undefined);
  const { capabilities } = rows;
  return {
    ...rows,
    model: async (id) => {
      const there = own(id);
      if (there !== undefined) return there;
      const folder = resolve(choice.from, id);
      if (/^\.{0,2}[/\\]/.test(id) || isAbsolute(id) || (await isModel(folder))) return modelFolder(folder);
      return rows.model(id).catch((error: unknown) => {
        throw notAFolderEither(error, folder);
      });
    },
    capabilities: {
      ...capabilities,
      bundled,
      tokenizer: async (id) => {
        const there = own(id);
        if (there !== undefined) return there;
        const folder = resolve(choice.from, id);
        if (/^\.{0,2}[/\\]/.test(id) || isAbsolute(id) || (await isFolder(folder))) return folder;
        return capabilities.tokenizer?.(id) ?? rows.model(id);
      },
    },
  };
}

/** Folders that may hold what is not on the hub: a person's own, and those of a mirror. */
function foldersOf({ mirror, environment }: SourceChoice): readonly string[] {
  const local = mirror ?? environment.mirror;
  return [environment.data, local && join(local, 'github'), local && join(local, 'local')].filter(
    (path) => path !== undefined,
  );
}

async function createRows(choice: SourceChoice, offered: readonly Source[]): Promise<Source> {
  const { mirror, environment } = choice;
  const name = choice.name ?? impliedName(choice, offered);
  if (name === 'hub') return createHub(choice);
  if (name === 'mirror') return createMirror(mirror ?? environment.mirror);
  const found = offered.find((source) => source.name === name);
  if (found) return found;
  throw new RequestError({
    where: '--source',
    what: `there is no source "${name}"`,
    remedy: `Known: hub, mirror${offered.map((source) => `, ${source.name}`).join('')}.`,
  });
}

const impliedName = ({ mirror, environment, model = '' }: SourceChoice, offered: readonly Source[]): string => {
  if (mirror !== undefined) return 'mirror';
  // A model that knows the words of one source's rows has no use for another's.
  const owner = offered.find(({ capabilities }) => Object.hasOwn(capabilities.bundled?.models ?? {}, model));
  if (owner) return owner.name;
  return environment.mirror === undefined ? 'hub' : 'mirror';
};

async function createMirror(folder: string | undefined): Promise<Source> {
  if (folder !== undefined && (await isFolder(folder))) return (await import('@stopover/hub')).mirrorSource(folder);
  throw new RequestError({
    where: folder === undefined ? '--source mirror' : `--mirror ${folder}`,
    what: folder === undefined ? 'no mirror was named' : 'there is no such folder',
    remedy:
      'Name an existing folder with --mirror DIR or the variable STOPOVER_MIRROR. docs/mirror.md says how it is laid out.',
  });
}

async function createHub({ environment, note }: SourceChoice): Promise<Source> {
  const token = environment.hubToken ?? (await readFile(environment.hubTokenPath, 'utf8').catch(() => '')).trim();
  for (const secret of [token, ...Object.values(environment.proxies ?? {}).flatMap(passwordsIn)]) keepSecret(secret);
  const { hubSource, proxyFetch } = await import('@stopover/hub');
  const fetch = environment.proxies && !environment.hubOffline ? await proxyFetch(environment.proxies) : undefined;
  return hubSource({
    ...(fetch && { fetch }),
    endpoint: environment.hubEndpoint,
    ...(token && { token }),
    cache: environment.hubCache,
    offline: environment.hubOffline,
    links: environment.hubLinks,
    ...downloadNotes(note),
    onWait: note,
  });
}

/** The password of a proxy's address, as it is written there and as it is meant. */
function passwordsIn(address: string): readonly string[] {
  const written = /\/\/[^/@]*:([^/@]+)@/.exec(address)?.[1];
  if (written === undefined) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}

const modelFolder = async (folder: string) => (await import('@stopover/hub')).modelFolder(folder);
/** A name that no source knows may have been meant for a folder. */
function notAFolderEither(error: unknown, folder: string): unknown {
  if (!(error instanceof StopoverError)) return error;
  const problem = {
    ...error.problem,
    remedy: `${error.problem.remedy} (A folder ${folder} with a model is not there either.)`,
  };
  return error instanceof RequestError
    ? new RequestError(problem, { cause: error })
    : new StopoverError(problem, { cause: error });
}

const isModel = (folder: string) => isFile(join(folder, 'config.json'));
