export { composedSource } from './composed-source.ts';
export type { LineRow } from './file-rows.ts';
export { type HubOptions, hubSource } from './hub-source.ts';
export { type CandidatePlace, filesToFetch, locate, locateCandidates, placesOf } from './locate.ts';
export { mirrorSource } from './mirror-source.ts';
export { modelFolder } from './model-folder.ts';
export { parquetRows } from './parquet-rows.ts';
export { type Proxies, proxyFetch } from './proxy-fetch.ts';
export type { SquadQuestion, SquadSentence } from './squad-rows.ts';
