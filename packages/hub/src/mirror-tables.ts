// Where the Parquet files of a table may lie in a mirror: docs/mirror.md is the page about it.
import { join, relative } from 'node:path';
import { DataError, type Location } from '@stopover/core';
import { namesIn } from '@stopover/files';
import { checkNames, shardOrder, tableName } from './shards.ts';

/** Where people read how a mirror is laid out; every message about it names this. */
export const mirrorPage = 'docs/mirror.md says how a mirror is laid out';

/** Files of a folder that may be a table. */
interface Found {
  readonly folder: string;
  readonly names: readonly string[];
}

/** Whether there is a table, or what should be one. */
export const hasTable = async (mirror: string, location: Location): Promise<boolean> =>
  (await places(mirror, location)).length > 0;

/**
 * Paths of a table's files in order.
 * @throws DataError when there is none, when one of a numbered set is missing, or when it cannot be told which files are
 * the table's.
 */
export async function tablePaths(mirror: string, location: Location): Promise<readonly string[]> {
  const found = await places(mirror, location);
  const [only, ...others] = found;
  if (only === undefined) throw await noTable(mirror, location);
  if (others.length > 0) {
    const there = found.map(({ folder, names }) => `${relative(mirror, folder)}/{${names.join(',')}}`).join(' and ');
    throw mixed(dataSet(mirror, location), `${tableName(location)} is there more than once: ${there}`);
  }
  return inOrder(only, location.split).map((name) => join(only.folder, name));
}

/**
 * The places with files of the table: a folder of its own, or files that begin with the split's name in the folder of
 * its configuration; both also below `data/`. A data set of one configuration may have no folder for it.
 */
async function places(mirror: string, location: Location): Promise<readonly Found[]> {
  const { config, split } = location;
  const root = dataSet(mirror, location);
  const bare = config === 'default' ? [join(root, 'data'), root] : [];
  const found: Found[] = [];
  for (const folder of [join(root, config), join(root, 'data', config), ...bare]) {
    const own = (await entries(join(folder, split))).filter((name) => name.endsWith('.parquet'));
    if (own.length > 0) found.push({ folder: join(folder, split), names: own });
    const named = (await entries(folder)).filter((name) => isOf(split, name));
    if (named.length > 0) found.push({ folder, names: named });
  }
  return found;
}

function dataSet(mirror: string, { repo, config, split }: Location): string {
  checkNames(repo, config, split);
  return join(mirror, 'datasets', ...repo.split('/'));
}

/** `test.parquet`, `test-0000.parquet`, `test-00000-of-00001.parquet`, and as older ones end, `…-0123456789abcdef.parquet`. */
const isOf = (split: string, name: string): boolean =>
  name.startsWith(split) && /^(-\d+(-of-\d+)?)?(-[0-9a-f]{16})?\.parquet$/.test(name.slice(split.length));

const part = /^(.*)-(\d+)-of-(\d+)(-[0-9a-f]+)?\.parquet$/;

/** Numbered sets must be whole; other names are taken in their order. */
function inOrder({ folder, names }: Found, split: string): readonly string[] {
  const numbered = names.filter((name) => /^\d+\.parquet$/.test(name));
  const parts = names.filter((name) => part.test(name));
  if (numbered.length === names.length) return shardOrder(names, folder);
  if (numbered.length > 0 || (parts.length > 0 && parts.length < names.length)) {
    throw mixed(folder, `files of several kinds of names lie together: ${names.join(', ')}`);
  }
  if (parts.length > 0) return wholeSet(folder, parts);
  requireOneTable({ folder, names: names.filter((name) => isOf(split, name)) }, split);
  return names;
}

/**
 * Sees to it that files which are called by their split are one table: a single file, or all of those that numbers tell
 * apart, which people count from 0 or from 1.
 */
function requireOneTable({ folder, names }: Found, split: string): void {
  const numberOf = (name: string) => /^-(\d{1,15})(?:-[0-9a-f]{16})?\.parquet$/.exec(name.slice(split.length))?.[1];
  const numbers = names.flatMap((name) => numberOf(name) ?? []).map(Number);
  if (numbers.length === 0 && names.length <= 1) return;
  if (numbers.length < names.length || new Set(numbers).size < numbers.length) {
    throw mixed(folder, `files of several tables lie together: ${names.join(', ')}`);
  }
  const sorted = numbers.toSorted((a, b) => a - b);
  const first = sorted[0] === 1 ? 1 : 0;
  const gap = sorted.findIndex((number, i) => number !== first + i);
  if (gap < 0) return;
  throw notWhole(folder, `number ${first + gap} of the files is missing (there are ${names.join(', ')})`);
}

/** `…-00000-of-00002.parquet` and its fellows. */
function wholeSet(folder: string, names: readonly string[]): readonly string[] {
  const read = names.map((name) => {
    const [, stem = '', number = '', total = ''] = part.exec(name) ?? [];
    return { name, set: `${stem} of ${Number(total)}`, number: Number(number), total: Number(total) };
  });
  const [first] = read;
  if (new Set(read.map(({ set }) => set)).size > 1 || new Set(read.map(({ number }) => number)).size < read.length) {
    throw mixed(folder, `files of several tables lie together: ${names.join(', ')}`);
  }
  const there = new Set(read.map(({ number }) => number));
  const gap = Array.from({ length: first?.total ?? 0 }, (_, i) => i).find((i) => !there.has(i));
  if (gap !== undefined) {
    throw notWhole(folder, `number ${gap} of ${first?.total} files is missing (there are ${names.join(', ')})`);
  }
  return read.sort((a, b) => a.number - b.number).map(({ name }) => name);
}

const notWhole = (where: string, what: string): DataError =>
  new DataError({
    where,
    what,
    remedy: `Copy the whole table; a part of it would give other results. ${mirrorPage}.`,
  });

const mixed = (where: string, what: string): DataError =>
  new DataError({ where, what, remedy: `Leave the files of one layout. ${mirrorPage}.` });

async function noTable(mirror: string, location: Location): Promise<DataError> {
  const root = dataSet(mirror, location);
  const configs = await entries(root);
  const tables = await Promise.all(
    configs.map(async (config) =>
      config.includes('.parquet') ? config : `${config}/{${(await entries(join(root, config))).join(',')}}`,
    ),
  );
  const where = join(root, location.config, location.split);
  if (configs.length === 0) {
    const remedy = `Add its Parquet files to the mirror, or read from the hub. ${mirrorPage}.`;
    return new DataError({ where, what: `the mirror has no data set ${location.repo}`, remedy });
  }
  const remedy = `It has ${tables.join(' ')}: choose one of these, or add the missing Parquet files to the mirror. ${mirrorPage}.`;
  return new DataError({ where, what: `the mirror has no table ${tableName(location)}`, remedy });
}

/** Names in a folder, sorted; none when it does not exist. */
export const entries = async (folder: string): Promise<readonly string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort();
