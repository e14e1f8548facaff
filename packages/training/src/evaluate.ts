import { type FeatureSet, toFeatures } from '@stopover/text';
import { evaluateBitext } from './bitext.ts';
import { headOf } from './head-of.ts';
import { OpenModel } from './open-model.ts';
import { predictions } from './predict.ts';
import { evaluateRanking } from './rank.ts';
import type { EvaluateOutcome, EvaluateRequest, Prediction, TaskData } from './requests.ts';

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
  const maxLength = Math.min(recipe.maxLength, model.checkpoint.config.maxLength);
  const set = await toFeatures(model.tokenizer, data.task, data.examples, { maxLength, stride: recipe.stride });
  return { predictions: await classify(model, data, set), truncated: set.truncated };
}

async function classify(model: OpenModel, { task, examples }: TaskData, set: FeatureSet) {
  const session = await model.head(headOf(task, model.checkpoint.config));
  const found = await predictions({ placement: model.checkpoint, session }, task, examples, set.features);
  return examples.map(
    (example, i): Prediction => ({ id: example.id ?? String(i), gold: example.gold, prediction: found[i] }),
  );
}
