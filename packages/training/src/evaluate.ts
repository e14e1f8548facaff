import type { AnyTask } from '@stopover/core';
import { type Checkpoint, loadCheckpoint } from '@stopover/encoders';
import { type FeatureSet, Tokenizer, toFeatures } from '@stopover/text';
import { headOf } from './head-of.ts';
import { predict } from './predict.ts';
import type { EvaluateOutcome, EvaluateRequest, Prediction } from './requests.ts';
import { nearest, retrievalLayer, sentenceVectors, sides } from './retrieve.ts';
import { inferenceGraph } from './training-graph.ts';
import { weightFeeds } from './weight-feeds.ts';

/**
 * Predictions of a finished model for one task's rows.
 * @throws DataError when the checkpoint lacks the task's head or is broken.
 */
export async function evaluate(request: EvaluateRequest): Promise<EvaluateOutcome> {
  const { from, data, recipe } = request;
  const checkpoint = await loadCheckpoint(from, request.architectures ? { among: request.architectures } : {});
  const tokenizer = await Tokenizer.load(from);
  const maxLength = Math.min(recipe.maxLength, checkpoint.config.maxLength);
  const set = await toFeatures(tokenizer, data.task, data.examples, { maxLength, stride: recipe.stride });
  const retrieval = data.task.kind === 'bitext' || data.task.kind === 'ranking';
  const predictions = retrieval ? await retrieve(request, checkpoint, set) : await classify(request, checkpoint, set);
  return { predictions, truncated: set.truncated };
}

async function classify(
  { data: { task, examples }, backend, threads, batchSize = 32 }: EvaluateRequest,
  checkpoint: Checkpoint,
  { features }: FeatureSet,
): Promise<readonly Prediction[]> {
  const weights = weightsFor(checkpoint, task);
  const options = { ...checkpoint, weights, backend, batchSize, ...(threads === undefined ? {} : { threads }) };
  const predictions = await predict(options, task, examples, features);
  return examples.map((example, i) => ({
    id: example.id ?? String(i),
    gold: example.gold,
    prediction: predictions[i],
  }));
}

function weightsFor(checkpoint: Checkpoint, task: AnyTask) {
  const { parameters } = inferenceGraph(checkpoint, headOf(task, checkpoint.config.vocabSize));
  return weightFeeds(checkpoint, parameters);
}

async function retrieve(
  { data: { task, examples }, backend, threads, batchSize = 64 }: EvaluateRequest,
  checkpoint: Checkpoint,
  { features }: FeatureSet,
): Promise<readonly Prediction[]> {
  const { queries, documents } = sides(features);
  const layer = retrievalLayer(checkpoint.config);
  const options = { backend, batchSize, layer, ...(threads === undefined ? {} : { threads }) };
  const [asked, found] = [
    await sentenceVectors(
      checkpoint,
      queries.map((f) => f.sequences[0]),
      options,
    ),
    await sentenceVectors(
      checkpoint,
      documents.map((f) => f.sequences[0]),
      options,
    ),
  ];
  const best = nearest(asked, found);
  return queries.map(({ id, item }, i) => {
    const example = examples[item];
    const own = example && 'document' in example && example.document;
    // '' means "the document of my own row" where the row has one.
    const gold = task.kind === 'bitext' && example?.gold === '' && own ? own.id || String(item) : (example?.gold ?? '');
    return { id, gold, prediction: documents[best[i] ?? -1]?.id ?? '' };
  });
}
