export { writeFolder } from './atomic-folder.ts';
export { flush, flushTree, writeAtomic, writeAtomicBy } from './atomic-write.ts';
export { byteLines } from './byte-lines.ts';
export { canonicalJson, contentKey, sha256 } from './canonical.ts';
export { GrowingFile } from './growing-file.ts';
export { hashFile, hashParts } from './hash-file.ts';
export { hashFiles, hashOnce } from './hash-once.ts';
export { type Lock, LockLost } from './held-lock.ts';
export { jsonText, type NumberTexts, numberTexts } from './json-numbers.ts';
export { type Holder, LockPlace, type LockSeen } from './lock.ts';
export type { LockJobs } from './lock-jobs.ts';
export { WaitNotes, type WaitOptions, waitForLock } from './lock-wait.ts';
export { namesIn } from './names-in.ts';
export { isFile, isFolder, isThere } from './paths.ts';
export {
  type Line,
  linesIn,
  printedLines,
  readLines,
  readRawLines,
  readText,
  textOf,
  utf8Of,
  withoutMark,
} from './read-text.ts';
export { codeOf, hasCode, isAbsent, isTaken } from './system-codes.ts';
export { reasonOf, systemError } from './system-error.ts';
