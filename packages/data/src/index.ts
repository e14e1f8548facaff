export { type Availability, available, unavailable } from './availability.ts';
export { type CheckOptions, DataChecker } from './check/check-data.ts';
export type { Measure } from './check/measure.ts';
export type { CheckedTable, Count, Fault, Lengths, TableCheck } from './check/table-check.ts';
export { isEnglish } from './english.ts';
export {
  type EnglishDev,
  type LanguageRows,
  type OracleDev,
  oracleDev,
  rowsFor,
  type SelectionRows,
  type TaskData,
  type TranslatedDev,
  translatedDev,
} from './examples.ts';
export { type Bucket, drawRule, firstOf, permutation, pick, shotIndices } from './few-shot-samples.ts';
export { heldOutOf, heldOutOfDraws, notHeldOut } from './held-out.ts';
export { isLanguageTag, languageCalled, tagFault } from './language-names.ts';
export { limited, limitedDocuments, rightFor } from './limited.ts';
export { type CandidatePlace, filesToFetch, locate, locateCandidates, type Place, placesOf } from './locate.ts';
export { findMaskedText, readMaskedText, type TextPlace } from './mlm-text.ts';
export type { MaskedChoice } from './mlm-text-choice.ts';
export { type MaskedText, maskedTextSchema } from './mlm-text-record.ts';
export { namedColumnsOf } from './named-labels.ts';
export type { OwnFile } from './own-tasks/base.ts';
export { type OwnTask, ownFilesOf, ownTask, ownTaskFields, ownTaskSchema, readingOf } from './own-tasks/own-task.ts';
export { parallelExamples } from './parallel-text.ts';
export { collectRows, eachRow, nameOf, type ReadRows, readRows, rowsThrough, type TableRow } from './read-rows.ts';
export { isTaggedByRows, withTagsOf, withTagsOfAll } from './row-tags.ts';
export { type SkipCount, skipSchema } from './skip-count.ts';
export { languageIn, type Table, tableSchema } from './table.ts';
export { Tables } from './tables.ts';
export { columnsOf } from './task-columns.ts';
export {
  assertTrains,
  candidatesOf,
  languagesIn,
  type RowLimit,
  rowsIfAny,
  rowsOf,
  trainingRows,
} from './task-rows.ts';
export { bundledReader, fileReader, type TextOptions, type TextReader, textsOf } from './text-reader.ts';
export { readyFile, readyRows } from './translated-files.ts';
export { type LeftOut, withoutTables } from './without-tables.ts';
