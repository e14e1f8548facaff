import { type AnyTask, DataError, type Example, type Kind, RequestError } from '@stopover/core';
import { countCuts, type ExampleCut, noCuts } from './cut.ts';
import type { Feature, FeatureOptions, FeaturePart, FeatureSet } from './feature.ts';
import { choiceFeatures, isChoice } from './features/choice.ts';
import { classificationFeatures, isClassification } from './features/classification.ts';
import { isMlm, mlmFeatures } from './features/mlm.ts';
import { isBitext, isRanking, retrievalFeatures } from './features/retrieval.ts';
import { isSpan, spanFeatures } from './features/span.ts';
import { isTagging, taggingFeatures } from './features/tagging.ts';
import { type Row, rowName } from './rows.ts';
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

/** @throws DataError when a feature has a token that the model's word table has no row for. */
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
      what: `the tokenizer makes token ${id} (${JSON.stringify(tokenizer.token(id))}) of it, and the model's word table ends with token ${vocabSize - 1}`,
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
    yield await ofKind(tokenizer, task, rows, options);
  }
}

function ofKind(
  tokenizer: Tokenizer,
  task: AnyTask,
  rows: readonly Row<Example<Kind>>[],
  options: FeatureOptions,
): Promise<FeaturePart> {
  switch (task.kind) {
    case 'classification':
      return classificationFeatures(tokenizer, task, only(rows, isClassification, task), options);
    case 'choice':
      return choiceFeatures(tokenizer, task, only(rows, isChoice, task), options);
    case 'span':
      return spanFeatures(tokenizer, task, only(rows, isSpan, task), options);
    case 'tagging':
      return taggingFeatures(tokenizer, task, only(rows, isTagging, task), options);
    case 'mlm':
      return mlmFeatures(tokenizer, task, only(rows, isMlm, task), options);
    case 'bitext':
      return retrievalFeatures(tokenizer, task, only(rows, isBitext, task), options);
    case 'ranking':
      return retrievalFeatures(tokenizer, task, only(rows, isRanking, task), options);
    default:
      return task satisfies never;
  }
}

/** The rows, known to be of one kind. @throws DataError on a row of another. */
function only<T extends Example<Kind>>(
  rows: readonly Row<Example<Kind>>[],
  is: (example: Example<Kind>) => example is T,
  task: AnyTask,
): readonly Row<T>[] {
  return rows.map((row) => {
    const { item, example } = row;
    if (is(example)) return { item, example };
    const what = `this is not an example of kind ${task.kind}`;
    throw new DataError({ where: rowName(task.name, row), what, remedy: 'Check what the task makes of its rows.' });
  });
}

function checkStride(task: AnyTask, { stride }: FeatureOptions): void {
  if (task.kind !== 'span' || stride >= 1) return;
  throw new RequestError({
    where: 'stride',
    what: `windows of a context cannot begin ${stride} tokens apart`,
    remedy: 'Choose a whole number from 1 on, a third of maxLength or so: it is the step from one window to the next.',
  });
}
