import type { AnyTask, Kind, Metric, Pair, PairCounts, Task } from '@stopover/core';
import { StopoverError } from '@stopover/core';
import { z } from 'zod';
import type { Prediction } from './evaluate-request.ts';

/** What one language's predictions are worth. */
export interface Scored {
  /** Each metric of the task, in its order and unit; NaN when there was nothing to score. */
  readonly scores: readonly {
    readonly name: string;
    readonly score: number;
    readonly items: Float64Array | null;
    /** Of a corpus F1, prediction by prediction. */
    readonly counts: PairCounts | null;
  }[];
}

const texts = z.array(z.string());

/** What an engine may hand back for each kind: checked, because it crosses a boundary as `unknown`. */
const pairs: { readonly [K in Kind]: z.ZodType<Pair<K>> } = {
  classification: z.object({ gold: z.int(), prediction: z.int() }),
  choice: z.object({ gold: z.int(), prediction: z.int() }),
  span: z.object({ gold: z.object({ texts, start: z.int() }), prediction: z.string() }),
  tagging: z.object({ gold: texts, prediction: texts }),
  bitext: z.object({ gold: z.string(), prediction: z.string() }),
  ranking: z.object({ gold: texts, prediction: texts }),
  mlm: z.object({ gold: z.null(), prediction: z.number() }),
};

/** Scores predictions with the task's own metrics. @throws StopoverError when one is not of the task's kind. */
export function scorePredictions(task: AnyTask, language: string, predictions: readonly Prediction[]): Scored {
  switch (task.kind) {
    case 'classification':
      return scoreKind(task, pairs.classification, language, predictions);
    case 'choice':
      return scoreKind(task, pairs.choice, language, predictions);
    case 'span':
      return scoreKind(task, pairs.span, language, predictions);
    case 'tagging':
      return scoreKind(task, pairs.tagging, language, predictions);
    case 'bitext':
      return scoreKind(task, pairs.bitext, language, predictions);
    case 'ranking':
      return scoreKind(task, pairs.ranking, language, predictions);
    case 'mlm':
      return scoreKind(task, pairs.mlm, language, predictions);
  }
}

function scoreKind<K extends Kind>(
  task: Task<K>,
  schema: z.ZodType<Pair<K>>,
  language: string,
  predictions: readonly Prediction[],
): Scored {
  const checked = predictions.map(({ id, gold, prediction }) => {
    const pair = schema.safeParse({ gold, prediction });
    if (pair.success) return pair.data;
    const what = `the prediction for item ${id} is no ${task.kind}: ${JSON.stringify(prediction)}`;
    throw new StopoverError({
      where: `${task.name}, ${language}`,
      what,
      remedy: 'Report this as a bug of the engine.',
    });
  });
  const metrics: readonly Metric<K>[] = task.metrics;
  const context = { language };
  return {
    scores: metrics.map((metric) => ({
      name: metric.name,
      score: metric.score(checked, context),
      items: metric.items?.(checked, context) ?? null,
      counts: metric.counts?.(checked, context) ?? null,
    })),
  };
}
