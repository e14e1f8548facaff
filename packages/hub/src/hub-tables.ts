import { DataError, type Location } from '@stopover/core';
import type { HubFile } from './hub-listing.ts';
import type { HubRepository } from './hub-repository.ts';
import { shardCount, shardOrder, tableName } from './shards.ts';

/** The branch on which the hub keeps every data set as Parquet: `<config>/<split>/NNNN.parquet`. */
const parquetBranch = 'refs/convert/parquet';

/** Tables of one data set on the hub. */
export class HubTables {
  readonly #repository: HubRepository;

  constructor(repository: HubRepository) {
    this.#repository = repository;
  }

  /** Whether the table is there; nothing of it is downloaded. */
  async has(location: Location): Promise<boolean> {
    const commit = await this.commit(location);
    const files = await this.#files(commit, location);
    return (files ?? (await this.#cachedNames(commit, location))).length > 0;
  }

  /** Paths of the shards in order, downloaded where they were not in the cache. */
  async shards(location: Location): Promise<readonly string[]> {
    const { commit, files } = await this.#table(location);
    if (files === undefined) return this.#cached(commit, location);
    const paths: string[] = [];
    for (const file of files) paths.push(await this.#repository.file(commit, file));
    return paths;
  }

  /** Number of rows, by the footers of the shards. */
  async count(location: Location): Promise<number> {
    const { commit, files } = await this.#table(location);
    if (files === undefined) return shardCount(await this.#cached(commit, location));
    let count = 0;
    for (const file of files) count += await this.#repository.count(commit, file);
    return count;
  }

  /** The table's shards in order; offline, undefined when it was never listed. */
  async #table(location: Location): Promise<{ commit: string; files: readonly HubFile[] | undefined }> {
    const commit = await this.commit(location);
    const files = await this.#files(commit, location);
    if (files === undefined && this.#repository.offline) return { commit, files };
    if (files === undefined || files.length === 0) throw await this.#noTable(commit, location);
    const named = new Map(files.map((file) => [baseName(file), file]));
    const names = shardOrder([...named.keys()], tableName(location));
    return { commit, files: names.flatMap((name) => named.get(name) ?? []) };
  }

  /** Shards that another program downloaded: the numbers must run on from 0000, more cannot be known. */
  async #cached(commit: string, location: Location): Promise<readonly string[]> {
    const names = shardOrder(await this.#cachedNames(commit, location), tableName(location));
    if (names.length === 0) throw this.#repository.notCached(`${folderOf(location)} at ${commit}`);
    return names.map((name) => this.#repository.cache.snapshot(commit, `${folderOf(location)}/${name}`));
  }

  /** `main` is where the original files lie; the table of an unverified revision is the Parquet branch's. */
  commit({ revision }: Location): Promise<string> {
    return this.#repository.commit(revision === 'main' ? parquetBranch : revision);
  }

  /** The table's Parquet files as listed; undefined when its configuration is not. */
  async #files(commit: string, location: Location): Promise<readonly HubFile[] | undefined> {
    const listing = await this.#repository.listing(commit, location.config);
    const folder = `${folderOf(location)}/`;
    return listing?.files.filter(({ path }) => path.startsWith(folder) && path.endsWith('.parquet'));
  }

  async #cachedNames(commit: string, location: Location): Promise<readonly string[]> {
    return (await this.#repository.cache.names(commit, folderOf(location))).filter((name) => name.endsWith('.parquet'));
  }

  async #noTable(commit: string, location: Location): Promise<DataError> {
    const config = await this.#repository.listing(commit, location.config);
    const root = await this.#repository.listing(commit, '');
    const where = `${tableName(location)} on the hub`;
    if (config) {
      const splits = [...new Set(config.files.map(({ path }) => path.split('/')[1] ?? path))].sort();
      const what = `configuration "${location.config}" has no split "${location.split}" at ${commit}`;
      return new DataError({ where, what, remedy: `It has: ${splits.join(', ')}.` });
    }
    if (root) {
      const what = `the data set has no configuration "${location.config}" at ${commit}`;
      return new DataError({ where, what, remedy: `It has: ${root.folders.join(', ')}.` });
    }
    return new DataError({
      where,
      what: `the hub knows no such data set, or no commit ${commit} of its Parquet branch (404)`,
      remedy: `Check the name, and that the revision is a commit of ${parquetBranch}.`,
    });
  }
}

const folderOf = ({ config, split }: Location): string => `${config}/${split}`;
const baseName = ({ path }: HubFile): string => path.slice(path.lastIndexOf('/') + 1);
