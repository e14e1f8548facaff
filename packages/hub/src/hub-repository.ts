import type { StopoverError } from '@stopover/core';
import { HubCache } from './hub-cache.ts';
import type { HubClient, HubRepo } from './hub-client.ts';
import { explain, isUnknown, wrong } from './hub-errors.ts';
import { OtherFile } from './hub-failures.ts';
import { type HubFile, type HubListing, parseListing } from './hub-listing.ts';
import { parquetCount } from './parquet-rows.ts';

export interface HubRepositoryOptions {
  readonly repo: HubRepo;
  readonly client: HubClient;
  readonly endpoint: string;
  readonly cache: string;
  /** Whether snapshots may be symbolic links. */
  readonly links: boolean;
  readonly offline: boolean;
  readonly withToken: boolean;
  readonly onBytes: (file: HubFile, received: number) => void;
  /** Told for whom a download waits. */
  readonly onWait?: (line: string) => void;
}

/** One repository, from the cache where it can be and from the hub otherwise. Throws explained errors. */
export class HubRepository {
  readonly repo: HubRepo;
  readonly cache: HubCache;
  readonly offline: boolean;
  readonly #options: HubRepositoryOptions;
  // A branch must mean the same commit throughout a run, and a listing is asked for once.
  readonly #commits = new Map<string, Promise<string>>();
  readonly #listings = new Map<string, Promise<HubListing | undefined>>();

  constructor(options: HubRepositoryOptions) {
    this.#options = options;
    this.repo = options.repo;
    this.offline = options.offline;
    const { cache, repo, links, onWait } = options;
    this.cache = new HubCache(cache, repo, { links, ...(onWait && { onWait }) });
  }

  /** The commit of a revision; a branch is looked up on the hub, or in the cache when offline. */
  commit(revision: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(revision)) return Promise.resolve(revision);
    return remember(this.#commits, revision, () => this.#lookUp(revision));
  }

  /**
   * A folder's listing at a commit ('' is the root, not its subfolders); undefined when the hub knows no such folder.
   * Offline, only what was listed before is known: a folder that was not is undefined as well.
   */
  listing(commit: string, folder: string): Promise<HubListing | undefined> {
    return remember(this.#listings, `${commit} ${folder}`, () => this.#list(commit, folder));
  }

  /** The file on disk, downloaded if need be. */
  async file(commit: string, file: HubFile): Promise<string> {
    const { client, onBytes } = this.#options;
    return this.cache.ensure(commit, file, async (to) => {
      if (this.offline) throw this.notCached(file.path);
      await this.#explained(file.path, async () => {
        try {
          await client.download(this.repo, commit, file, to, (received) => onBytes(file, received));
        } catch (error) {
          if (error instanceof OtherFile) await this.#forget(commit);
          throw error;
        }
      });
    });
  }

  /** Number of rows of a Parquet file; of one that is not in the cache only the footer is fetched. */
  async count(commit: string, file: HubFile): Promise<number> {
    if (await this.cache.has(commit, file)) return parquetCount(this.cache.snapshot(commit, file.path));
    if (this.offline) throw this.notCached(file.path);
    return this.#explained(file.path, () => this.#options.client.count(this.repo, commit, file));
  }

  /** What to throw when the network is needed and not to be used. */
  notCached(what: string): StopoverError {
    return wrong(this.repo, {
      where: `${this.repo.name}${what ? `, ${what}` : ''}`,
      what: `it is not in the cache (${this.cache.snapshot('')}), and the hub is not to be asked (offline)`,
      remedy: 'Run once with the network (without HF_HUB_OFFLINE), or copy a cache that has it.',
    });
  }

  async #lookUp(revision: string): Promise<string> {
    if (this.offline) {
      const known = await this.cache.ref(revision);
      if (known === undefined) throw this.notCached(`revision ${revision}`);
      return known;
    }
    const commit = await this.#explained(`revision ${revision}`, () =>
      this.#options.client.commit(this.repo, revision),
    );
    await this.cache.setRef(revision, commit);
    return commit;
  }

  async #list(commit: string, folder: string): Promise<HubListing | undefined> {
    const noted = await this.cache.note(commit, folder || 'root');
    const known = noted === undefined ? undefined : parseListing(noted);
    if (known) return known;
    if (this.offline) return undefined;
    const ask = () => this.#options.client.list(this.repo, commit, folder, folder !== '');
    const listing = await this.#explained(folder, () =>
      ask().catch((error: unknown) => {
        if (isUnknown(error)) return undefined;
        throw error;
      }),
    );
    if (listing) await this.cache.setNote(commit, folder || 'root', JSON.stringify(listing));
    return listing;
  }

  async #forget(commit: string): Promise<void> {
    this.#listings.clear();
    await this.cache.forget(commit);
  }

  async #explained<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { repo, endpoint, withToken } = this.#options;
    try {
      return await work();
    } catch (error) {
      throw explain(error, { repo, endpoint, what, withToken });
    }
  }
}

/** A failure is not remembered: the next call tries again. */
function remember<T>(memory: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const made = work();
  memory.set(key, made);
  made.catch(() => memory.delete(key));
  return made;
}
