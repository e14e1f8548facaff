// Safetensors files in and out, in plain Node and in any size.

export { readCheckpointWeights } from './checkpoint-weights.ts';
export { readSafetensors, type StoredTensor } from './read-safetensors.ts';
export { type WriteOptions, writeSafetensors } from './write-safetensors.ts';
