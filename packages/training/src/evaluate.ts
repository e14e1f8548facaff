import type { Example, Kind } from '@stopover/core';
import { checkHead } from '@stopover/encoders';
import { type FeatureSet, toFeatures } from '@stopover/text';
import { evaluateBitext } from './bitext.ts';
import { featureOptions } from './feature-options.ts';
import { type FittedHead, fitHead } from './fit-head.ts';
import { headOf } from './head-of.ts';
import { OpenModel } from './open-model.ts';
import { answers, predictions } from './predict.ts';
import { evaluateRanking } from './rank.ts';
import type { EvaluateOutcome, EvaluateRequest, Prediction } from './requests.ts';
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
  if (data.task.kind === 'bitext') return evaluateBitext(model, request);
  if (data.task.kind === 'ranking') return evaluateRanking(model, request);
  // What does not fit is said before anything is tokenized.
  checkHead(model.checkpoint, headOf(data.task, model.checkpoint.config).kind, data.task.name);
  const fitted = fitHead(data.task, model.checkpoint);
  const options = featureOptions(recipe, model.checkpoint.config);
  const set = await toFeatures(model.tokenizer, data.task, data.examples, options);
  return { predictions: await classify(model, request, set, fitted), cut: set.cut };
}

async function classify(
  model: OpenModel,
  { data: { examples }, answers: options, onShare }: EvaluateRequest,
  set: FeatureSet,
  { task, order }: FittedHead,
) {
  const session = await model.head(headOf(task, model.checkpoint.config), order);
  const head = { placement: model.checkpoint, session, onShare };
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
