export { flush, flushTree, writeAtomic } from './atomic-write.ts';
export { hashFile } from './hash-file.ts';
export { namesIn } from './names-in.ts';
export { codeOf, hasCode, isAbsent, isTaken } from './system-codes.ts';
