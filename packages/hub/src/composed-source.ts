import { createHash } from 'node:crypto';
import { DataError, type Location, type Source, type SourceCapabilities } from '@stopover/core';
import { fileRows, tabbed } from './file-rows.ts';
import { filesNamed } from './found-files.ts';
import { type OwnTables, ownFiles, readingOf } from './own-tables.ts';
import type { RowOptions } from './parquet-rows.ts';
import { Fingerprints } from './shards.ts';

type Tables = Pick<Source, 'has' | 'rows' | 'fingerprint'>;

/** Tables of a source, or files of `folders`, or of a study of its own, where a location names those. */
function orFiles(tables: Source, folders: readonly string[], own: OwnTables): Tables {
  const fingerprints = new Fingerprints();
  const found = async (location: Location): Promise<readonly string[] | undefined> => {
    if (location.own !== undefined) return ownFiles(location, own);
    const paths: string[] = [];
    for (const file of filesOf(location)) {
      const named = await filesNamed(folders, location.repo, file);
      if (named.length === 0) return undefined;
      paths.push(...named);
    }
    return paths;
  };
  return {
    has: async (location) => (location.files ? (await found(location)) !== undefined : tables.has(location)),
    fingerprint: async (location) =>
      location.files ? fingerprints.of((await found(location)) ?? []) : tables.fingerprint(location),
    rows: async function* (location, options) {
      if (!location.files) return yield* tables.rows(location, options);
      const paths = (await found(location)) ?? [];
      const lookup = location.lookup === undefined ? undefined : paths.at(-1);
      const values = lookup === undefined ? undefined : await tabbed(lookup);
      for (const [i, path] of paths.entries()) {
        if (path === lookup) continue;
        const rows = fileRows(path, values, options);
        if (location.own === undefined) yield* rows;
        else yield* calledSo(rows, path, `${location.files[i] ?? path} (${location.own})`);
      }
    },
  };
}

/** Rows of a file whose faults call it as the study file does. */
async function* calledSo(rows: AsyncIterable<unknown>, path: string, name: string): AsyncGenerator<unknown> {
  const called = (error: unknown): unknown => {
    if (!(error instanceof DataError) || !error.problem.where.startsWith(path)) return error;
    const where = `${name}${error.problem.where.slice(path.length)}`;
    return new DataError({ ...error.problem, where }, { cause: error });
  };
  try {
    for await (const row of rows) yield called(row);
  } catch (error) {
    throw called(error);
  }
}

/**
 * A source whose tables may also be files of `folders`, parts of a table, and several tables after one another: what a
 * `Location` says beside repository, configuration and split. A file of `owner/name` is looked for in each folder, as
 * `owner/name/<path>` and `name/<path>` (`filesNamed`); one of a task that a study file defines, where `own` says.
 */
export function composedSource(tables: Source, folders: readonly string[], own: OwnTables = new Map()): Source {
  const single = orFiles(tables, folders, own);
  const plain = tables.capabilities;
  const has = async (location: Location) => {
    const there = await single.has(location);
    if (!there || !location.only) return there;
    for await (const row of single.rows(location, needed(location, []))) if (isOf(location, row)) return true;
    return false;
  };
  async function* rows(location: Location, { columns }: RowOptions = {}): AsyncGenerator<unknown> {
    for (const part of partsOf(location)) {
      for await (const row of single.rows(part, needed(part, columns))) if (isOf(part, row)) yield* eachOf(part, row);
    }
  }
  const count = async (location: Location): Promise<number> => {
    let n = 0;
    for (const part of partsOf(location)) {
      if (plain.count && !part.files && !part.only && !part.each) n += await plain.count(part);
      else
        for await (const row of single.rows(part, needed(part, []))) if (isOf(part, row)) n += eachOf(part, row).length;
    }
    return n;
  };
  return {
    name: tables.name,
    has: async (location) => {
      for (const part of partsOf(location)) if (!(await has(part))) return false;
      return true;
    },
    rows,
    fingerprint: async ({ joined = [], ...first }) => {
      const further = await Promise.all(joined.map(async (part) => partPrint(part, await single.fingerprint(part))));
      const print = partPrint(first, await single.fingerprint(first), further);
      return first.own === undefined ? print : sha256(JSON.stringify([readingOf(first.own, own), print]));
    },
    model: (id) => tables.model(id),
    capabilities: { ...plain, count, ...(plain.commit && { commit: ofTables(plain.commit) }) },
  };
}

/** Files that a person fetched have no commits. */
const ofTables =
  (commit: NonNullable<SourceCapabilities['commit']>) =>
  async (location: Location): Promise<string> =>
    location.files ? location.revision : commit(location);

const filesOf = ({ files = [], lookup }: Location): readonly string[] =>
  lookup === undefined ? files : [...files, lookup];

const partsOf = ({ joined = [], ...own }: Location): readonly Location[] => [own, ...joined];

/** The columns that are asked for, with those that a location itself looks at; undefined for all. */
function needed({ only, each }: Location, columns: readonly string[] | undefined): RowOptions {
  const own = [only?.column, each].filter((column) => column !== undefined);
  return { columns: columns && [...new Set([...columns, ...own])] };
}

/** Of a part of a table, or of several tables, the hash of what it is; of a whole one its own. */
function partPrint({ only, each }: Location, whole: string, further: readonly string[] = []): string {
  const plain = further.length === 0 && only === undefined && each === undefined;
  return plain ? whole : sha256(JSON.stringify([only, each, whole, ...further]));
}

const isObject = (row: unknown): row is Readonly<Record<string, unknown>> => typeof row === 'object' && row !== null;

function isOf({ only }: Location, row: unknown): boolean {
  const value = only && isObject(row) ? row[only.column] : undefined;
  // A row that cannot be parsed belongs to whoever reads the table.
  return only === undefined || row instanceof DataError || (typeof value === 'string' && value.startsWith(only.start));
}

/** A row for each element of its list; one that has no list stays as it is, for its task to refuse. */
function eachOf({ each }: Location, row: unknown): readonly unknown[] {
  const list = each !== undefined && isObject(row) ? row[each] : undefined;
  return each !== undefined && isObject(row) && Array.isArray(list)
    ? list.map((element) => ({ ...row, [each]: element }))
    : [row];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
