import { type AnyTask, DataError, type Example, type Kind, RequestError } from '@stopover/core';
import type { Feature, FeatureOptions, FeatureSet } from './feature.ts';
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
 * @throws DataError naming the row whose label, tag or answer does not fit; RequestError on impossible lengths.
 */
export async function toFeatures(
  tokenizer: Tokenizer,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  options: FeatureOptions,
): Promise<FeatureSet> {
  checkLength(tokenizer, options.maxLength);
  checkStride(tokenizer, task, options);
  const features: Feature[] = [];
  let truncated = 0;
  for (let from = 0; from < examples.length; from += slice) {
    const rows = examples.slice(from, from + slice).map((example, i) => ({ item: from + i, example }));
    const part = await ofKind(tokenizer, task, rows, options);
    for (const feature of part.features) features.push(feature);
    truncated += part.truncated;
  }
  return { features, truncated };
}

function ofKind(
  tokenizer: Tokenizer,
  task: AnyTask,
  rows: readonly Row<Example<Kind>>[],
  options: FeatureOptions,
): Promise<FeatureSet> {
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

function checkStride(tokenizer: Tokenizer, task: AnyTask, { maxLength, stride }: FeatureOptions): void {
  if (task.kind !== 'span' || stride < maxLength - tokenizer.specials('pair')) return;
  throw new RequestError({
    where: 'stride',
    what: `windows of ${maxLength} tokens cannot overlap by ${stride}`,
    remedy: 'Choose a stride below maxLength, half of it at most.',
  });
}
