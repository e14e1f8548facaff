import { createHash } from 'node:crypto';
import { DataError, type Location, RequestError, type Source } from '@stopover/core';
import { nearest } from '@stopover/registry';
import { miniatureModelFolder, miniatureModelId } from './model-folder.ts';
import type { Table } from './tables/table.ts';
import { defaultSeed, tables } from './world.ts';

/** What may be chosen about the miniature. */
export interface MiniatureOptions {
  /** Another seed is another world of the same words; the committed encoder knows the words of all of them. */
  readonly seed?: number;
  /** Folder of another encoder that was pretrained on the world. */
  readonly modelFolder?: string;
}

type Place = Pick<Location, 'repo' | 'config' | 'split'>;
const nameOf = ({ repo, config, split }: Place) => `${repo}/${config}/${split}`;
const byName: ReadonlyMap<string, Table> = new Map(tables.map((table) => [nameOf(table), table]));

/** The world as a Source: rows are made in memory, nothing is read or written. Any revision gives the same rows. */
export function miniatureSource({
  seed = defaultSeed,
  modelFolder = miniatureModelFolder,
}: MiniatureOptions = {}): Source {
  const made = new Map<string, readonly object[]>();
  const rowsOf = (location: Location): readonly object[] => {
    const name = nameOf(location);
    const rows = made.get(name) ?? tableAt(location).rows(seed);
    made.set(name, rows);
    return rows;
  };
  return {
    name: 'miniature',
    has: async (location) => byName.has(nameOf(location)),
    rows: async function* (location) {
      yield* rowsOf(location);
    },
    fingerprint: async (location) => {
      const digest = createHash('sha256');
      for (const row of rowsOf(location)) digest.update(`${JSON.stringify(row)}\n`);
      return digest.digest('hex');
    },
    model: async (id) => {
      if (id === miniatureModelId) return modelFolder;
      throw new RequestError({
        where: `model ${id}`,
        what: 'the miniature has one model',
        remedy: `Write \`model: ${miniatureModelId}\`, or choose another source for ${id}.`,
      });
    },
  };
}

function tableAt(location: Location): Table {
  const name = nameOf(location);
  const table = byName.get(name);
  if (table) return table;
  const near = nearest(name, [...byName.keys()]);
  const configs = [...new Set(tables.filter(({ repo }) => repo === location.repo).map(({ config }) => config))];
  const known = configs.length > 0 ? `Of this data set it has: ${configs.join(', ')}.` : '';
  throw new DataError({
    where: name,
    what: 'the miniature has no such table',
    remedy: `${near ? `Did you mean ${near}? ` : ''}${known} Leave it out of the study or read the real data.`.trim(),
  });
}
