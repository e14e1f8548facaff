export { classesOf } from './class-names.ts';
export { composedSource } from './composed-source.ts';
export type { TreebankSentence, TreebankToken } from './conllu-rows.ts';
export { csvRows } from './csv-rows.ts';
export { fileRows, type LineRow } from './file-rows.ts';
export { type HubOptions, hubSource } from './hub-source.ts';
export { jsonRows } from './json-rows.ts';
export { mirrorSource } from './mirror-source.ts';
export { modelFolder } from './model-folder.ts';
export type { OwnTable, OwnTables } from './own-tables.ts';
export {
  type ColumnBlock,
  type ParquetHead,
  parquetColumns,
  parquetColumnsIn,
  parquetHead,
} from './parquet-columns.ts';
export { parquetRows, parquetRowsIn } from './parquet-rows.ts';
export { type Proxies, proxyFetch } from './proxy-fetch.ts';
export type { SquadQuestion, SquadSentence } from './squad-rows.ts';
export { unreadWeights } from './unread-weights.ts';
