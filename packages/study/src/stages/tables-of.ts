import type { Table } from '@stopover/data';
import { contentKey } from '@stopover/files';
import type { Stage } from '../records/stage.ts';
import { selectionTables } from './train-stage.ts';

/** The tables that a stage reads, once each; those that another stage translates are not among them. */
export function tablesOf(stage: Stage): readonly Table[] {
  const select = 'select' in stage ? selectionTables(stage) : [];
  const searched =
    stage.kind === 'evaluate' ? [...stage.candidates, ...(stage.queries ?? []), ...stage.development] : [];
  return distinct([...stage.data, ...select, ...searched].filter(({ translation }) => translation === undefined));
}

/** The tables that some stages read, once each. */
export const tablesOfAll = (stages: readonly Stage[]): readonly Table[] => distinct(stages.flatMap(tablesOf));

const distinct = (tables: readonly Table[]): readonly Table[] => [
  ...new Map(tables.map((table) => [contentKey(table.location), table])).values(),
];
