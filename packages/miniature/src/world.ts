import type { Location } from '@stopover/core';
import { defaultSeed } from './sizes.ts';
import { answerTables } from './tables/answers.ts';
import { choiceTables } from './tables/choices.ts';
import { commonsenseTables } from './tables/commonsense.ts';
import { inferenceTables } from './tables/inference.ts';
import { retrievalTables } from './tables/retrieval.ts';
import { storyTables } from './tables/stories.ts';
import type { Table } from './tables/table.ts';
import { tagsTables } from './tables/tags.ts';

/** All tables of the world in a fixed order. */
export const tables: readonly Table[] = [
  ...inferenceTables,
  ...choiceTables,
  ...answerTables,
  ...storyTables,
  ...commonsenseTables,
  ...tagsTables,
  ...retrievalTables,
];

/** A table with its rows made: what is needed to write the world as Parquet. */
export interface MiniatureTable extends Location {
  readonly rows: readonly object[];
}

/** Every table of the world, one after the other, for writing a mirror. */
export function* miniatureTables(seed = defaultSeed): Iterable<MiniatureTable> {
  for (const { repo, config, split, rows } of tables) yield { repo, revision: 'main', config, split, rows: rows(seed) };
}
