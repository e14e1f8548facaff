import type { Example, Kind } from '@stopover/core';
import { type FeatureSet, toFeatures } from '@stopover/text';
import { headOf } from './head-of.ts';
import { OpenModel } from './open-model.ts';
import { answers, predictions } from './predict.ts';
import type { EvaluateOutcome, EvaluateRequest, Prediction, TaskData } from './requests.ts';
import { nearest, retrievalLayer, sentenceVectors, sides } from './retrieve.ts';
import { answerDefaults } from './span-answers.ts';

/**
 * Predictions of a finished model for one task's rows. With `models` the model stays open there for the next request.
 * @throws DataError when the checkpoint lacks the task's head or is broken.
 */
export async function evaluate(request: EvaluateRequest): Promise<EvaluateOutcome> {
  if (request.models) return evaluateWith(await request.models.open(request), request);
  await using model = await OpenModel.open(request);
  return await evaluateWith(model, request);
}

async function evaluateWith(model: OpenModel, request: EvaluateRequest): Promise<EvaluateOutcome> {
  const { data, recipe } = request;
  const maxLength = Math.min(recipe.maxLength, model.checkpoint.config.maxLength);
  const set = await toFeatures(model.tokenizer, data.task, data.examples, { maxLength, stride: recipe.stride });
  const retrieval = data.task.kind === 'bitext' || data.task.kind === 'ranking';
  const found = await (retrieval ? retrieve(model, data, set) : classify(model, request, set));
  return { predictions: found, cut: set.cut };
}

async function classify(model: OpenModel, { data, answers: options }: EvaluateRequest, set: FeatureSet) {
  const { task, examples } = data;
  const session = await model.head(headOf(task, model.checkpoint.config.vocabSize));
  const head = { placement: model.checkpoint, session };
  const known = ({ id, gold }: Example<Kind>, i: number) => ({ id: id ?? String(i), gold });
  if (task.kind === 'span') {
    const found = await answers(head, task, examples, set.features, { ...answerDefaults, ...options });
    return found.flatMap(({ prediction, ...answer }, i): Prediction[] => {
      const example = examples[i];
      return example ? [{ ...known(example, i), prediction, answer }] : [];
    });
  }
  const found = await predictions(head, task, examples, set.features);
  return examples.map((example, i): Prediction => ({ ...known(example, i), prediction: found[i] }));
}

async function retrieve(model: OpenModel, { task, examples }: TaskData, set: FeatureSet) {
  const { queries, documents } = sides(set.features);
  const layer = retrievalLayer(model.checkpoint.config);
  const asked = await sentenceVectors(model, queries, layer);
  const best = nearest(asked, await sentenceVectors(model, documents, layer));
  return queries.map(({ id, item }, i): Prediction => {
    const example = examples[item];
    const own = example && 'document' in example && example.document;
    // '' means "the document of my own row" where the row has one.
    const gold = task.kind === 'bitext' && example?.gold === '' && own ? own.id || String(item) : (example?.gold ?? '');
    return { id, gold, prediction: documents[best[i] ?? -1]?.id ?? '' };
  });
}
