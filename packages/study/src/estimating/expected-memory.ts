// Main memory of a stage's process at most. A cluster ends what takes more than it asked for: better too much than too little.
import type { EstimatedModel } from './estimated-model.ts';

/** Node.js, the program and ONNX Runtime, in bytes, with the rows and features of usual data. */
const program = 2.2e8;
/** By how much more is said than is expected. */
const safety = 1.25;
/** Bytes of a trained number: weight, gradient and both moments, and the values that it began with. */
const ofTrained = 20;
/** Bytes that stay of a number that a training pass writes: about a third of them wait for others. */
const ofElement = 1.4;

/** Of a training: what is trained, and the largest batch. */
export const trainingMemory = (
  { tokenizerBytes }: EstimatedModel,
  { trained, elements }: { readonly trained: number; readonly elements: number },
): number => safety * (program + tokenizerBytes + ofTrained * trained + ofElement * elements);

/**
 * Of an evaluation: the weights as their files are mapped, and as the runtime lays the matrices out. Those of another type
 * become float32 first, in arrays that the runtime copies.
 */
export function predictingMemory(
  { bytes, numbers, tokenizerBytes, isMapped }: EstimatedModel,
  { rows, ofBase }: { readonly rows: number; readonly ofBase: boolean },
): number {
  const copies = ofBase && !isMapped ? 2 * bytes : 0;
  return safety * (program + tokenizerBytes + bytes + copies + 4 * (numbers.all - numbers.words) + ofRow * rows);
}

/** Of a combination: a tensor of each member at a time, the largest of which is the token embeddings. */
export const combiningMemory = ({ bytes, tokenizerBytes }: EstimatedModel): number =>
  safety * (program + tokenizerBytes + 2 * bytes);

/** Bytes of a row of a test with its features and its prediction. */
const ofRow = 8000;
