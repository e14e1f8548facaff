import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type CheckpointFiles,
  checkNumbers,
  openCheckpoint,
  tokenizerFolder,
  wordTable,
} from '@stopover/encoders';
import { namesIn } from '@stopover/files';
import type { ModelInspector, ModelSize } from '@stopover/study';
import { cutsOf, Tokenizer, tokenizerHash } from '@stopover/text';
import { featureOptions, trainedParts } from '@stopover/training';

/** Reads tokenizers and checkpoints as training does. */
export function createModelInspector(architectures: readonly Architecture[]): ModelInspector {
  return {
    tokenizerHash,
    encoder: async (folder) => {
      const files = await openCheckpoint(folder, architectures);
      await checkNumbers(files);
      return { ...files.config, size: await sizeOf(files) };
    },
    adapted: async (folder, recipe) => {
      const { adapter } = await trainedParts(recipe, folder, await openCheckpoint(folder, architectures));
      return adapter && [...adapter.modules];
    },
    sequences: async (folder, task, examples, recipe) => {
      const { config } = await openCheckpoint(folder, architectures);
      const tokenizer = await Tokenizer.load(await tokenizerFolder(folder));
      const cuts = await cutsOf(tokenizer, task, examples, featureOptions(recipe, config));
      return cuts.reduce((sum, { windows }) => sum + windows, 0);
    },
  };
}

/** Sizes of a model, as they are in its config.json and its files. */
async function sizeOf({ folder, config, stored, architecture }: CheckpointFiles): Promise<ModelSize> {
  const { layers, hiddenSize: hidden, intermediateSize: intermediate } = config;
  const numbers = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
  const { shape } = wordTable({ architecture, config });
  const files = (await namesIn(folder)).filter((name) => name.startsWith('tokenizer.json'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return {
    parameters: [...stored.values()].reduce((sum, tensor) => sum + numbers(tensor.shape), 0),
    ...{ words: numbers(shape), layers, hidden, intermediate },
    tokenizer: Math.max(0, ...sizes),
  };
}
