import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DeviceChoice } from '@stopover/core';
import type { Proxies } from '@stopover/hub';

/** What the surroundings say; the only place that reads environment variables. */
export interface Environment {
  /** `STOPOVER_MIRROR`: a folder in the layout of the hub. */
  readonly mirror: string | undefined;
  /** Folder of data that a person fetched because the hub has it not. */
  readonly data: string | undefined;
  /** `HF_ENDPOINT`, else the Hugging Face Hub; without a closing slash. */
  readonly hubEndpoint: string;
  /** `HF_HUB_CACHE` (earlier `HUGGINGFACE_HUB_CACHE`), else `hub` below `HF_HOME`, else below the user's cache folder: shared with Python. */
  readonly hubCache: string;
  /** `HF_TOKEN` (earlier `HUGGING_FACE_HUB_TOKEN`). */
  readonly hubToken: string | undefined;
  /** `HF_TOKEN_PATH`, else `token` below `HF_HOME`: where `hf auth login` keeps the token. */
  readonly hubTokenPath: string;
  /** `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`. */
  readonly hubOffline: boolean;
  /** False with `HF_HUB_DISABLE_SYMLINKS`: the cache gets copies. */
  readonly hubLinks: boolean;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in small letters first; undefined where neither of the two is set. */
  readonly proxies: Proxies | undefined;
}

/** Reads the environment of this process; an empty variable counts as absent. */
export function readEnvironment(): Environment {
  const home = folder('HF_HOME') ?? join(folder('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  return {
    mirror: variable('STOPOVER_MIRROR'),
    data: variable('STOPOVER_DATA'),
    hubEndpoint: (variable('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, ''),
    hubCache: folder('HF_HUB_CACHE') ?? folder('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    hubToken: variable('HF_TOKEN') ?? variable('HUGGING_FACE_HUB_TOKEN'),
    hubTokenPath: folder('HF_TOKEN_PATH') ?? join(home, 'token'),
    hubOffline: isOn('HF_HUB_OFFLINE') || isOn('TRANSFORMERS_OFFLINE'),
    hubLinks: !isOn('HF_HUB_DISABLE_SYMLINKS'),
    proxies: proxies(),
  };
}

/**
 * The devices that a variable leaves to this process, as CUDA reads it: none behind one that there is not. Undefined where
 * it is not set.
 */
export function visibleDevices(name: string): readonly string[] | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const ids = text.split(',').map((id) => id.trim());
  const end = ids.findIndex((id) => id === '' || id.startsWith('-'));
  return end < 0 ? ids : ids.slice(0, end);
}

/** Lets this process, and those that it starts, see one device. Libraries that have looked already do not notice. */
export function confineTo(id: string, { variable: name, beside = {} }: Omit<DeviceChoice, 'list'>): void {
  if (visibleDevices(name) === undefined) Object.assign(process.env, beside);
  process.env[name] = id;
}

function proxies(): Proxies | undefined {
  const named = (name: string) => variable(name.toLowerCase()) ?? variable(name);
  const [https, http, except] = [named('HTTPS_PROXY'), named('HTTP_PROXY'), named('NO_PROXY')];
  if (https === undefined && http === undefined) return undefined;
  return { ...(https && { https }), ...(http && { http }), ...(except && { except }) };
}

/** A path; `~` is the user's folder, as in Python's huggingface_hub. */
const folder = (name: string): string | undefined => variable(name)?.replace(/^~(?=$|[/\\])/, homedir());

/** The four spellings that Python's huggingface_hub takes for "yes". */
const isOn = (name: string): boolean => ['1', 'ON', 'YES', 'TRUE'].includes((variable(name) ?? '').toUpperCase());

/** A variable by the name that a queue gives the processes of its jobs; undefined where it is absent or empty. */
export const variableOfQueue = (name: string): string | undefined => variable(name);

const variable = (name: string): string | undefined => process.env[name]?.trim() || undefined;
