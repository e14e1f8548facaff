// Where a training that is measured begins: drawn at random, or read from a folder.
import {
  initialise,
  loadCheckpoint,
  modelGraph,
  readConfig,
  recognise,
  saveCheckpoint,
  wordTable,
} from '@stopover/encoders';
import { activeVocabulary } from './engine.mjs';
import { configOf } from './sizes.mjs';

/** @typedef {import('./batches-file.mjs').Row} Row */
/** @typedef {{ size: import('./sizes.mjs').Size, vocab: number, classes: number }} Shape */

const seed = 1;
const normalRange = 0.02;

/**
 * A checkpoint whose word table has only the rows that the batches read, as a stage loads one.
 * @param {readonly (readonly Row[])[]} batches
 * @param {Shape & { load: string | undefined }} from
 */
export async function initialModel(batches, { load, ...shape }) {
  const { architecture, config } = load ? await readConfig(load) : shapeOf(shape);
  const vocabulary = activeVocabulary(batches.flat(), config);
  const table = wordTable({ architecture, config }).name;
  const small = { ...config, vocabSize: vocabulary.ids.length };
  const weights = load
    ? (await loadCheckpoint(load, { rowsOf: (name) => (name === table ? vocabulary.ids : undefined) })).weights
    : drawn({ architecture, config: small }, shape.classes);
  return { checkpoint: { folder: load ?? 'drawn at random', architecture, config: small, weights }, vocabulary };
}

/**
 * Writes a checkpoint of random weights, tensor by tensor.
 * @param {string} folder
 * @param {Shape} shape
 */
export async function saveInitialModel(folder, shape) {
  const { architecture, config } = shapeOf(shape);
  const tensors = parametersOf({ architecture, config }, shape.classes).map((parameter) => {
    const parts = async function* () {
      yield initialise(parameter, seed, normalRange);
    };
    return /** @type {const} */ ([parameter.name, { shape: parameter.shape, parts }]);
  });
  const labels = Array.from({ length: shape.classes }, (_, i) => `LABEL_${i}`);
  await saveCheckpoint(folder, tensors, { architecture, config, head: 'classification', labels });
}

/** @param {Shape} shape */
const shapeOf = ({ size, vocab }) => recognise(configOf(size, vocab), `--size ${size}`);

/** @param {Parameters<typeof modelGraph>[0]} model @param {number} classes */
const parametersOf = (model, classes) => modelGraph(model, { kind: 'classification', size: classes }).parameters.all;

/** @param {Parameters<typeof modelGraph>[0]} model @param {number} classes */
const drawn = (model, classes) =>
  new Map(
    parametersOf(model, classes).map((parameter) => [
      parameter.name,
      { shape: parameter.shape, data: initialise(parameter, seed, normalRange) },
    ]),
  );
