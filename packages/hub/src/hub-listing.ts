import type { ListFileEntry } from '@huggingface/hub';
import { OddListing } from './hub-failures.ts';

/** A file of a repository at one commit. */
export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Name of its blob in the cache: the SHA-256 of a large file, the git object id of a small one, as Python does. */
  readonly blob: string;
  /** What its bytes must hash to. */
  readonly check: 'sha256' | 'git' | 'size';
}

/** What lies in a folder of a repository at one commit. */
export interface HubListing {
  readonly files: readonly HubFile[];
  readonly folders: readonly string[];
}

/** The file as the cache knows it. @throws OddListing when the hub's answer does not identify its bytes, or leads elsewhere. */
export function hubFile(entry: ListFileEntry): HubFile {
  const file = identified(entry);
  const odd = oddIn(file);
  if (odd !== undefined) throw new OddListing(`the hub lists ${JSON.stringify(entry.path)} with ${odd}`);
  return file;
}

function identified({ path, size, oid, lfs, xetHash }: ListFileEntry): HubFile {
  if (lfs) return { path, size: lfs.size, blob: lfs.oid, check: 'sha256' };
  // Without LFS data the git id of a Xet file is that of its pointer, so only the size is left to check.
  if (xetHash) return { path, size, blob: xetHash, check: 'size' };
  return { path, size, blob: oid ?? '', check: 'git' };
}

/** Path and blob become paths of the cache: neither may lead out of it. */
function oddIn({ path, size, blob, check }: HubFile): string | undefined {
  const parts = typeof path === 'string' ? path.split('/') : [''];
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
    return 'a path that is none of a file below it';
  const id = check === 'git' ? /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/ : /^[0-9a-f]{64}$/;
  if (typeof blob !== 'string' || !id.test(blob)) return `an object id that is none (${JSON.stringify(blob)})`;
  return typeof size === 'number' && size >= 0 ? undefined : 'a size that is none';
}

/** A listing from its JSON; undefined when it is not one, as after a crash or by another version. */
export function parseListing(text: string): HubListing | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isListing(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

const isListing = (json: unknown): json is HubListing =>
  typeof json === 'object' &&
  json !== null &&
  'files' in json &&
  'folders' in json &&
  Array.isArray(json.files) &&
  Array.isArray(json.folders) &&
  json.files.every(isFile) &&
  json.folders.every((folder) => typeof folder === 'string');

const isFile = (json: unknown): json is HubFile =>
  typeof json === 'object' &&
  json !== null &&
  'path' in json &&
  'size' in json &&
  'blob' in json &&
  'check' in json &&
  typeof json.path === 'string' &&
  typeof json.size === 'number' &&
  typeof json.blob === 'string' &&
  (json.check === 'sha256' || json.check === 'git' || json.check === 'size') &&
  oddIn({ path: json.path, size: json.size, blob: json.blob, check: json.check }) === undefined;
