// What the plugin gives. The world itself is loaded when it is asked for: generating it takes a moment.
import { createHash } from 'node:crypto';
import { DataError, type Location, RequestError, type Source } from '@stopover/core';
import { nearest } from '@stopover/registry';
import { miniatureModelFolder, miniatureModelId } from './model-folder.ts';
import { defaultSeed } from './sizes.ts';
import type { Table } from './tables/table.ts';

/** What may be chosen about the miniature. */
export interface MiniatureOptions {
  /** Another seed is another world of the same words; the committed encoder knows the words of all of them. */
  readonly seed?: number;
  /** Folder of another encoder that was pretrained on the world. */
  readonly modelFolder?: string;
}

type Place = Pick<Location, 'repo' | 'config' | 'split'>;
const nameOf = ({ repo, config, split }: Place) => `${repo}/${config}/${split}`;

const loadTables = async (): Promise<ReadonlyMap<string, Table>> =>
  new Map((await import('./world.ts')).tables.map((table) => [nameOf(table), table]));

/** The world as a Source: rows are made in memory, nothing is read or written. Any revision gives the same rows. */
export function miniatureSource({
  seed = defaultSeed,
  modelFolder = miniatureModelFolder,
}: MiniatureOptions = {}): Source {
  const made = new Map<string, readonly object[]>();
  let loaded: Promise<ReadonlyMap<string, Table>> | undefined;
  const tables = () => {
    loaded ??= loadTables();
    return loaded;
  };
  const rowsOf = async (location: Location): Promise<readonly object[]> => {
    const name = nameOf(location);
    const rows = made.get(name) ?? tableAt(location, await tables()).rows(seed);
    made.set(name, rows);
    return rows;
  };
  return {
    name: 'miniature',
    has: async (location) => (await tables()).has(nameOf(location)),
    rows: async function* (location) {
      yield* await rowsOf(location);
    },
    fingerprint: async (location) => {
      const digest = createHash('sha256');
      for (const row of await rowsOf(location)) digest.update(`${JSON.stringify(row)}\n`);
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
    capabilities: {
      ownModel: miniatureModelId,
      bundled: {
        models: { miniature: modelFolder, [miniatureModelId]: modelFolder },
        tokenizers: { miniature: async () => (await import('./tokenizer.ts')).miniatureTokenizer() },
        texts: { miniature: async () => (await import('./pretraining.ts')).pretrainingText() },
      },
    },
  };
}

function tableAt(location: Location, byName: ReadonlyMap<string, Table>): Table {
  const name = nameOf(location);
  const table = byName.get(name);
  if (table) return table;
  const near = nearest(name, [...byName.keys()]);
  const configs = [
    ...new Set([...byName.values()].flatMap(({ repo, config }) => (repo === location.repo ? [config] : []))),
  ];
  const known = configs.length > 0 ? `Of this data set it has: ${configs.join(', ')}.` : '';
  throw new DataError({
    where: name,
    what: 'the miniature has no such table',
    remedy: `${near ? `Did you mean ${near}? ` : ''}${known} Leave it out of the study or read the real data.`.trim(),
  });
}
