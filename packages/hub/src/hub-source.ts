import type { Location, Source } from '@stopover/core';
import { HubClient, type HubRepo } from './hub-client.ts';
import { type HubPause, HubRequests, type Send } from './hub-fetch.ts';
import { hubFiles } from './hub-files.ts';
import type { HubFile } from './hub-listing.ts';
import { HubModels } from './hub-models.ts';
import { HubRepository } from './hub-repository.ts';
import { HubTables } from './hub-tables.ts';
import { checkNames, Fingerprints, later, shardRows } from './shards.ts';

export interface HubProgress {
  readonly repo: string;
  readonly file: string;
  /** Bytes. */
  readonly received: number;
  readonly total: number;
}

export interface HubOptions {
  /** `https://…` of the hub or of a server that speaks its protocol. */
  readonly endpoint: string;
  /** The cache folder, the one that Python's huggingface_hub uses (`…/huggingface/hub`). */
  readonly cache: string;
  /** An access token; sent to the endpoint only, never printed. */
  readonly token?: string;
  /** Answer from the cache only. */
  readonly offline?: boolean;
  /** Default: Node's. Through a proxy: `proxyFetch`. */
  readonly fetch?: Send;
  /** Milliseconds before a failed request is tried again the first time; default 1000. */
  readonly retryDelay?: number;
  /** Milliseconds without a byte after which an answer is asked for again; default 30 000. */
  readonly stallTimeout?: number;
  /** False: the cache gets no symbolic links; default true, where the file system has them. */
  readonly links?: boolean;
  readonly onProgress?: (progress: HubProgress) => void;
  /** Told when something failed that will be tried again. */
  readonly onPause?: (pause: HubPause) => void;
  /** Takes a line for a person: for which other process's download this one waits. */
  readonly onWait?: (line: string) => void;
}

/**
 * The Hugging Face Hub, or a server that speaks its protocol. Tables come from a data set's automatic Parquet branch; models as safetensors only. What was
 * fetched stays in the standard cache and is not asked for again.
 */
export function hubSource(options: HubOptions): Source {
  const { endpoint, cache, token, offline = false, links = true, onPause, onWait } = options;
  const { fetch = globalThis.fetch, retryDelay = 1000, stallTimeout = 30_000 } = options;
  const requests = new HubRequests({
    ...{ endpoint, fetch, retryDelay, stallTimeout },
    ...(token && { token }),
    ...(onPause && { onPause }),
  });
  const client = new HubClient(endpoint, requests);
  const repositories = new Map<string, HubRepository>();
  const repository = (repo: HubRepo) => {
    const key = `${repo.type} ${repo.name}`;
    const onBytes = (file: HubFile, received: number) =>
      options.onProgress?.({ repo: repo.name, file: file.path, received, total: file.size });
    const known =
      repositories.get(key) ??
      new HubRepository({
        ...{ repo, client, endpoint, cache, links, offline, onBytes, withToken: Boolean(token) },
        ...(onWait && { onWait }),
      });
    repositories.set(key, known);
    return known;
  };
  const fingerprints = new Fingerprints();
  const table = (location: Location) => {
    checkNames(location.repo, location.revision, location.config, location.split);
    return new HubTables(repository({ type: 'dataset', name: location.repo }));
  };
  /** The repository of a model, and what stands behind the `@` of its id. */
  const named = (id: string) => {
    const [name = id, revision = 'main'] = id.split('@');
    checkNames(name, revision);
    return { from: repository({ type: 'model', name }), revision };
  };
  return {
    name: 'hub',
    has: async (location) => table(location).has(location),
    rows: (location, options) => later(async () => shardRows(await table(location).shards(location), options)),
    fingerprint: async (location) => fingerprints.of(await table(location).shards(location)),
    model: async (id) => {
      const { from, revision } = named(id);
      return new HubModels(from).folder(revision);
    },
    capabilities: {
      count: async (location) => table(location).count(location),
      commit: async (location) => table(location).commit(location),
      tokenizer: async (id) => {
        const { from, revision } = named(id);
        return new HubModels(from).tokenizer(revision);
      },
      files: async (id, names) => {
        const { from, revision } = named(id);
        return hubFiles(from, revision, names);
      },
    },
  };
}
