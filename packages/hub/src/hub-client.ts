import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { datasetInfo, downloadFile, listFiles, modelInfo } from '@huggingface/hub';
import { messageOf } from '@stopover/core';
import { parquetMetadataAsync } from 'hyparquet';
import pRetry from 'p-retry';
import { type Fetch, HubUnreachable } from './hub-fetch.ts';
import { type HubFile, type HubListing, hubFile } from './hub-listing.ts';

export interface HubRepo {
  readonly type: 'dataset' | 'model';
  /** `owner/name`, or a plain name. */
  readonly name: string;
}

/** The hub's protocol, by way of its own library. Throws the library's errors. */
export class HubClient {
  readonly #endpoint: string;
  readonly #fetch: Fetch;

  constructor(endpoint: string, fetch: Fetch) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#fetch = fetch;
  }

  /** The commit that a branch or tag stands for now. */
  async commit(repo: HubRepo, revision: string): Promise<string> {
    const ask = { name: repo.name, revision, hubUrl: this.#endpoint, fetch: this.#fetch };
    const { sha } =
      repo.type === 'dataset'
        ? await datasetInfo({ ...ask, additionalFields: ['sha'] })
        : await modelInfo({ ...ask, additionalFields: ['sha'] });
    if (typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha)) return sha;
    throw new Error(`the hub gave no commit for revision ${revision}`);
  }

  /** What lies in a folder at a commit: files, and the paths of folders. */
  async list(repo: HubRepo, commit: string, folder: string, recursive: boolean): Promise<HubListing> {
    const entries = listFiles({
      repo,
      revision: commit,
      recursive,
      hubUrl: this.#endpoint,
      fetch: this.#fetch,
      ...(folder === '' ? {} : { path: urlPath(folder) }),
    });
    const files: HubFile[] = [];
    const folders: string[] = [];
    for await (const entry of entries) {
      if (entry.type === 'file') files.push(hubFile(entry));
      else if (entry.type === 'directory') folders.push(entry.path);
    }
    return { files, folders };
  }

  /**
   * Downloads a file and checks its size and hash; a broken download is tried again twice.
   * The file is whole and on disk when this returns; on an error it may be left in part.
   */
  async download(repo: HubRepo, commit: string, file: HubFile, to: string, onBytes: (received: number) => void) {
    await pRetry(() => this.#downloadOnce(repo, commit, file, to, onBytes), {
      retries: 2,
      minTimeout: 100,
      shouldRetry: ({ error }) => error instanceof BrokenDownload,
    });
  }

  /** Number of rows of a Parquet file, read from its footer: a few ranges of it are fetched. */
  async count(repo: HubRepo, commit: string, file: HubFile): Promise<number> {
    const blob = await this.#blob(repo, commit, file);
    const slice = (start: number, end?: number) => blob.slice(start, end).arrayBuffer();
    return Number((await parquetMetadataAsync({ byteLength: file.size, slice })).num_rows);
  }

  async #blob(repo: HubRepo, commit: string, file: HubFile): Promise<Blob> {
    const ask = { repo, revision: commit, path: urlPath(file.path), hubUrl: this.#endpoint, fetch: this.#fetch };
    const blob = await downloadFile(ask);
    if (!blob) throw new BrokenDownload('the hub lists the file and does not give it');
    return blob;
  }

  async #downloadOnce(repo: HubRepo, commit: string, file: HubFile, to: string, onBytes: (received: number) => void) {
    const blob = await this.#blob(repo, commit, file);
    const hash = hashFor(file);
    let received = 0;
    const handle = await open(to, 'w');
    try {
      for await (const chunk of chunks(blob)) {
        received += chunk.length;
        hash?.update(chunk);
        await handle.write(chunk);
        onBytes(received);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (received !== file.size) throw new BrokenDownload(`${received} bytes arrived instead of ${file.size}`);
    const digest = hash?.digest('hex') ?? file.blob;
    if (digest !== file.blob)
      throw new BrokenDownload(`its ${file.check} hash is ${digest}, the hub promised ${file.blob}`);
  }
}

/** The bytes that arrived are not the file. */
class BrokenDownload extends Error {}

/** The library passes paths on as they are; a configuration's name may hold characters that mean something in a URL. */
const urlPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function hashFor({ check, size }: HubFile): Hash | undefined {
  if (check === 'sha256') return createHash('sha256');
  // Git hashes "blob", the length and a zero byte before the content.
  return check === 'git' ? createHash('sha1').update(`blob ${size}\0`) : undefined;
}

/** A stream of the library fails with a string or an undici error: both mean that the connection broke. */
async function* chunks(blob: Blob): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of blob.stream()) yield chunk;
  } catch (cause) {
    if (cause instanceof HubUnreachable) throw cause;
    throw new BrokenDownload(`the connection broke (${messageOf(cause)})`, { cause });
  }
}
