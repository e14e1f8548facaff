// Safetensors files in and out, in plain Node and in any size.

export {
  type RowChoice,
  readSafetensors,
  type StoredEntry,
  type StoredTensor,
  storedEntries,
} from './read-safetensors.ts';
export { type StreamedTensor, type WriteOptions, writeSafetensors } from './write-safetensors.ts';
