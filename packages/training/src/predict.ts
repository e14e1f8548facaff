import { type AnyTask, type Backend, type Example, type Kind, RequestError, type Tensors } from '@stopover/core';
import type { Architecture, EncoderConfig } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { headFeeds, layoutFeeds, secondsOf } from './collate.ts';
import { argmax, bestAnswers, type Logits, tagsOf, windowAnswers } from './decode.ts';
import { headOf } from './head-of.ts';
import { inferenceGraph } from './training-graph.ts';

export interface Predictor {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** Token id → row of the word table, where `weights` holds only some of its rows. */
  readonly rows?: Int32Array;
  readonly weights: Tensors;
  readonly backend: Backend;
  readonly threads?: number;
  readonly batchSize: number;
}

/** A prediction of the task's kind for every example, in order, from features of a kind with a head. */
export async function predict(
  predictor: Predictor,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): Promise<readonly unknown[]> {
  switch (task.kind) {
    case 'classification':
    case 'choice': {
      const predictions = new Array<number>(examples.length).fill(0);
      for await (const { batch, logits } of logitsOf(predictor, task, features)) {
        const size = logits.shape[1] ?? 0;
        batch.forEach(({ item }, row) => {
          predictions[item] = argmax(logits.data, row * size, size);
        });
      }
      return predictions;
    }
    case 'span': {
      const windows = [];
      for await (const { batch, logits } of logitsOf(predictor, task, features)) {
        windows.push(
          ...windowAnswers(
            batch.filter((f) => f.kind === 'span'),
            logits,
          ),
        );
      }
      const contexts = examples.map((example) => ('context' in example ? example.context : ''));
      return bestAnswers(windows, contexts, task.head.unanswerable);
    }
    case 'tagging': {
      const tags = new Map<number, string[]>();
      for await (const { batch, logits } of logitsOf(predictor, task, features)) {
        tagsOf(
          batch.filter((f) => f.kind === 'tagging'),
          logits,
          task.head.labels,
          tags,
        );
      }
      return examples.map((_, item) => tags.get(item) ?? []);
    }
    default:
      throw new RequestError({
        where: `task ${task.name}`,
        what: `predictions of kind ${task.kind} do not come from a head`,
        remedy: 'Evaluate it with `stopover evaluate`, which retrieves.',
      });
  }
}

/** Batches of like length, so that the attention squares are full; their order does not matter to the results. */
async function* logitsOf(
  { weights, backend, threads, batchSize, ...placement }: Predictor,
  task: AnyTask,
  features: readonly Feature[],
): AsyncGenerator<{ readonly batch: readonly Feature[]; readonly logits: Logits }> {
  const { graph } = inferenceGraph(placement, headOf(task, placement.config.vocabSize));
  await using session = await backend.open(graph, threads === undefined ? {} : { threads });
  const longest = (f: Feature) => f.sequences.reduce((n, s) => Math.max(n, s.length), 0);
  const sorted = [...features].sort((a, b) => longest(b) - longest(a) || a.item - b.item);
  for (let from = 0; from < sorted.length; from += batchSize) {
    const batch = sorted.slice(from, from + batchSize);
    const sequences = batch.flatMap((f) => [...f.sequences]);
    const layout = layoutFeeds(sequences, placement, secondsOf(batch));
    const feeds = { ...layout, ...headFeeds(batch, sequences), ...weights };
    const { logits } = await session.run(feeds);
    if (logits?.type !== 'float32') throw new Error('the graph gave no logits');
    yield { batch, logits };
  }
}
