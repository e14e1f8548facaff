import { type AnyTask, DataError, type Example, type Kind, RequestError } from '@stopover/core';
import { countCuts, type ExampleCut, noCuts } from './cut.ts';
import type { Feature, FeatureOptions, FeaturePart, FeatureSet } from './feature.ts';
import { featuresOf } from './features/kinds.ts';
import { rowName } from './rows.ts';
import { checkLength, type Tokenizer } from './tokenizer.ts';

/** Examples encoded at a time: offsets of a whole training set would fill the memory. */
const slice = 1000;

/**
 * Token ids and labels of a task's examples, in their order.
 * @throws DataError naming the row whose label, tag, answer or token does not fit; RequestError on impossible lengths.
 */
export async function toFeatures(
  tokenizer: Tokenizer,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  options: FeatureOptions,
): Promise<FeatureSet> {
  const features: Feature[] = [];
  let cut = noCuts(options.maxLength);
  for await (const part of parts(tokenizer, task, examples, options)) {
    for (const feature of part.features) {
      requireKnown(tokenizer, task, examples, feature, options);
      features.push(feature);
    }
    cut = countCuts(cut, part.cuts);
  }
  return { features, cut };
}

/** @throws DataError when a feature has a token that the model's token embeddings has no row for. */
function requireKnown(
  tokenizer: Tokenizer,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  { sequences, item }: Feature,
  { vocabSize = tokenizer.size }: FeatureOptions,
): void {
  const example = examples[item];
  if (tokenizer.size <= vocabSize || !example) return;
  for (const sequence of sequences) {
    const id = sequence.find((one) => one >= vocabSize);
    if (id === undefined) continue;
    throw new DataError({
      where: rowName(task.name, { item, example }),
      what: `the tokenizer makes token ${id} (${JSON.stringify(tokenizer.token(id))}) of it, and the model's token embeddings ends with token ${vocabSize - 1}`,
      remedy:
        'Take the tokenizer of this model, or give the model a row for each token: resize_token_embeddings() in Python transformers.',
    });
  }
}

/**
 * How long each example is in tokens, and what a maximum length makes of it: what `toFeatures` counts, example by
 * example and without keeping the features. Throws as `toFeatures` does.
 */
export async function cutsOf(
  tokenizer: Tokenizer,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  options: FeatureOptions,
): Promise<readonly ExampleCut[]> {
  const cuts: ExampleCut[] = [];
  for await (const part of parts(tokenizer, task, examples, options)) cuts.push(...part.cuts);
  return cuts;
}

async function* parts(
  tokenizer: Tokenizer,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  options: FeatureOptions,
): AsyncGenerator<FeaturePart> {
  checkLength(tokenizer, options.maxLength);
  checkStride(task, options);
  for (let from = 0; from < examples.length; from += slice) {
    const rows = examples.slice(from, from + slice).map((example, i) => ({ item: from + i, example }));
    yield await featuresOf[task.kind](tokenizer, task, rows, options);
  }
}

function checkStride(task: AnyTask, { stride }: FeatureOptions): void {
  if (task.kind !== 'span' || stride >= 1) return;
  throw new RequestError({
    where: 'stride',
    what: `windows of a context cannot begin ${stride} tokens apart`,
    remedy: 'Choose a whole number from 1 on, a third of maxLength or so: it is the step from one window to the next.',
  });
}
