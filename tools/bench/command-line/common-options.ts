// Options that several programs take, said once.
import { availableParallelism } from 'node:os';

/** A folder laid out as the Hub is: `datasets/` and `models/`. */
export const mirrorOption = {
  type: 'string',
  default: '../shared/hub',
  help: 'folder with datasets/ and models/',
} as const;

/** A file that `bench:batches` wrote. */
export const batchesOption = { type: 'string', help: 'file of training batches, as bench:batches writes it' } as const;

/** Threads of ONNX Runtime. */
export const threadsOption = {
  type: 'string',
  default: String(availableParallelism()),
  help: 'threads of ONNX Runtime, and of the peer',
} as const;

/** Rounds in which the contestants take turns. */
export const roundsOption = (rounds: number) =>
  ({ type: 'string', default: String(rounds), help: 'rounds in which each contestant has a turn' }) as const;

/** Shape of the model. */
export const sizeOption = {
  type: 'string',
  default: 'base',
  help: "XLM-R's shape: tiny, mini, small, base, large",
} as const;

/** Rows of the table of token embeddings. */
export const vocabOption = { type: 'string', default: '250002', help: 'size of the vocabulary' } as const;

/** Classes of the head. */
export const classesOption = { type: 'string', default: '3', help: 'classes that the head tells apart' } as const;

/** Tokens of a row at most. */
export const maxLengthOption = { type: 'string', default: '128', help: 'tokens of a row at most' } as const;

/** Dropout in training. */
export const noDropoutOption = { type: 'boolean', default: false, help: 'train without dropout' } as const;

/** Of what predicts pairs of XNLI with random weights, two ways in turns. */
export const pairOptions = {
  size: sizeOption,
  vocab: vocabOption,
  rows: { type: 'string', default: '128', help: 'pairs of sentences' },
  rounds: roundsOption(5),
  threads: threadsOption,
  mirror: mirrorOption,
} as const;
