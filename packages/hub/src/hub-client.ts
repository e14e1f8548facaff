import { datasetInfo, listFiles, modelInfo } from '@huggingface/hub';
import { parquetMetadataAsync } from 'hyparquet';
import { download } from './hub-download.ts';
import { HubUnreachable } from './hub-failures.ts';
import type { HubRequests } from './hub-fetch.ts';
import { type HubFile, type HubListing, hubFile } from './hub-listing.ts';

export interface HubRepo {
  readonly type: 'dataset' | 'model';
  /** `owner/name`, or a plain name. */
  readonly name: string;
}

/** The hub's protocol: look-ups by way of its own library, files by ours. Throws the errors of `HubRequests`. */
export class HubClient {
  readonly #endpoint: string;
  readonly #requests: HubRequests;

  constructor(endpoint: string, requests: HubRequests) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#requests = requests;
  }

  /** The commit that a branch or tag stands for now. */
  async commit(repo: HubRepo, revision: string): Promise<string> {
    const ask = { name: repo.name, revision, hubUrl: this.#endpoint, fetch: this.#requests.ask };
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
      fetch: this.#requests.ask,
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

  /** Downloads a file into `to`, going on from what is there of it, and checks its size and hash. */
  download(repo: HubRepo, commit: string, file: HubFile, to: string, onBytes: (received: number) => void) {
    return download({ requests: this.#requests, url: this.#fileUrl(repo, commit, file), file, to, onBytes });
  }

  /** Number of rows of a Parquet file, read from its footer: a few ranges of it are fetched. */
  async count(repo: HubRepo, commit: string, file: HubFile): Promise<number> {
    const url = this.#fileUrl(repo, commit, file);
    const slice = (start: number, end = file.size) => this.#range(url, start, end);
    return Number((await parquetMetadataAsync({ byteLength: file.size, slice })).num_rows);
  }

  #range(url: URL, start: number, end: number): Promise<ArrayBuffer> {
    const headers = new Headers({ 'accept-encoding': 'identity', range: `bytes=${start}-${end - 1}` });
    return this.#requests.patiently(() =>
      this.#requests.receive(url, headers, async ({ response }, chunks) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of chunks) parts.push(chunk);
        const all = Buffer.concat(parts);
        // A server that does not know ranges sends the whole file.
        const bytes = new Uint8Array(response.status === 206 ? all : all.subarray(start, end));
        if (bytes.length === end - start) return bytes.buffer;
        throw new HubUnreachable(`${bytes.length} bytes arrived instead of ${end - start}`);
      }),
    );
  }

  #fileUrl({ type, name }: HubRepo, commit: string, { path }: HubFile): URL {
    return new URL(
      `${this.#endpoint}/${type === 'dataset' ? 'datasets/' : ''}${name}/resolve/${commit}/${urlPath(path)}`,
    );
  }
}

/** A configuration's name may hold characters that mean something in a URL. */
const urlPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
