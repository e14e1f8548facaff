import { type AnyTask, DataError, type Example, isTaskOf, type Kind, type Task } from '@stopover/core';
import type { FeatureOptions, FeaturePart } from '../feature.ts';
import { type Row, rowName } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { choiceFeatures, isChoice } from './choice.ts';
import { classificationFeatures, isClassification } from './classification.ts';
import { isMlm, mlmFeatures } from './mlm.ts';
import { isBitext, isRanking, retrievalFeatures } from './retrieval.ts';
import { isSpan, spanFeatures } from './span.ts';
import { isTagging, taggingFeatures } from './tagging.ts';

type Make<T, E> = (
  tokenizer: Tokenizer,
  task: T,
  rows: readonly Row<E>[],
  options: FeatureOptions,
) => Promise<FeaturePart>;

/** How examples of each kind become features: one more is one file, and one line here. */
export const featuresOf = {
  classification: ofKind('classification', isClassification, classificationFeatures),
  choice: ofKind('choice', isChoice, choiceFeatures),
  span: ofKind('span', isSpan, spanFeatures),
  tagging: ofKind('tagging', isTagging, taggingFeatures),
  bitext: ofKind('bitext', isBitext, retrievalFeatures),
  ranking: ofKind('ranking', isRanking, retrievalFeatures),
  mlm: ofKind('mlm', isMlm, mlmFeatures),
} satisfies { readonly [K in Kind]: Make<AnyTask, Example<Kind>> };

/** The features of a kind for rows of which only the list of kinds is known. */
function ofKind<K extends Kind, E extends Example<Kind>>(
  kind: K,
  is: (example: Example<Kind>) => example is E,
  make: Make<Task<K>, E>,
): Make<AnyTask, Example<Kind>> {
  return (tokenizer, task, rows, options) => {
    if (!isTaskOf(task, kind)) throw new Error(`${task.name} is a ${task.kind} task, and this is for ${kind}`);
    return make(tokenizer, task, only(rows, is, task), options);
  };
}

/** The rows, known to be of one kind. @throws DataError on a row of another. */
function only<E extends Example<Kind>>(
  rows: readonly Row<Example<Kind>>[],
  is: (example: Example<Kind>) => example is E,
  task: AnyTask,
): readonly Row<E>[] {
  return rows.map((row) => {
    const { item, example } = row;
    if (is(example)) return { item, example };
    const what = `this is not an example of kind ${task.kind}`;
    throw new DataError({ where: rowName(task.name, row), what, remedy: 'Check what the task makes of its rows.' });
  });
}
