// Where a training or an evaluation that is measured begins: weights drawn at random, or read from a folder.
import {
  type Checkpoint,
  initialise,
  loadCheckpoint,
  modelGraph,
  type Parameter,
  readConfig,
  recognise,
  saveCheckpoint,
  wordTable,
} from '@stopover/encoders';
import { activeVocabulary } from '@stopover/training';
import type { Row } from '../training/batches-file.ts';
import { configOf, type Size, type SpecialIds } from './sizes.ts';

/** What decides the shapes of all tensors of a classifier. */
export interface Shape {
  readonly size: Size;
  readonly vocab: number;
  readonly classes: number;
}

/** A checkpoint that is trained from, and the tokens whose rows of the token embeddings it has. */
export interface InitialModel {
  readonly checkpoint: Checkpoint;
  readonly vocabulary: ReturnType<typeof activeVocabulary>;
}

const seed = 1;
const normalRange = 0.02;

/** A checkpoint whose token embeddings has only the rows that the batches read, as a stage loads one. */
export async function initialModel(
  batches: readonly (readonly Row[])[],
  { load, ...shape }: Shape & { readonly load: string | undefined },
): Promise<InitialModel> {
  const { architecture, config } = load ? await readConfig(load) : shapeOf(shape);
  const vocabulary = activeVocabulary(batches.flat(), config);
  const table = wordTable({ architecture, config }).name;
  const small = { ...config, vocabSize: vocabulary.ids.length };
  const weights = load
    ? (await loadCheckpoint(load, { rowsOf: (name) => (name === table ? vocabulary.ids : undefined) })).weights
    : drawn(parametersOf({ architecture, config: small }, shape.classes));
  return { checkpoint: { folder: load ?? 'drawn at random', architecture, config: small, weights }, vocabulary };
}

/** What a saved checkpoint may say beside its shape. */
export interface SavedNames {
  readonly special?: SpecialIds;
  /** Default: LABEL_0 and so on. */
  readonly labels?: readonly string[];
}

/** Writes a checkpoint of random weights with a classification head, tensor by tensor, without a tokenizer. */
export async function saveInitialModel(folder: string, shape: Shape, names: SavedNames = {}): Promise<void> {
  const { architecture, config } = shapeOf(shape, names.special);
  const tensors = parametersOf({ architecture, config }, shape.classes).map((parameter) => {
    const parts = async function* () {
      yield initialise(parameter, seed, normalRange);
    };
    return [parameter.name, { shape: parameter.shape, parts }] as const;
  });
  const labels = names.labels ?? Array.from({ length: shape.classes }, (_, i) => `LABEL_${i}`);
  await saveCheckpoint(folder, tensors, { architecture, config, head: 'classification', labels });
}

const shapeOf = ({ size, vocab }: Shape, special?: SpecialIds) =>
  recognise(configOf(size, vocab, special), `--size ${size}`);

const parametersOf = (model: Parameters<typeof modelGraph>[0], classes: number): readonly Parameter[] =>
  modelGraph(model, { kind: 'classification', size: classes }).parameters.all;

const drawn = (parameters: readonly Parameter[]) =>
  new Map(
    parameters.map((parameter) => [
      parameter.name,
      { shape: parameter.shape, data: initialise(parameter, seed, normalRange) },
    ]),
  );
