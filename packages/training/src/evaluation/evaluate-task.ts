import type { AnyTask } from '@stopover/core';
import type { TaskData } from '@stopover/data';
import { chooseLayer, type LanguageOutcome, type LayerChoice } from './choose-layer.ts';
import type { EvaluateOutcome, EvaluateRequest, Evaluator, LayerOutcome, Prediction } from './evaluate-request.ts';
import { type Scored, scorePredictions } from './score-predictions.ts';

/** The rows of a test in one language. */
export interface LanguageTest extends TaskData {
  readonly language: string;
  /** The language whose rules score it, where it is another one: a test may be translated. */
  readonly scoredAs?: string;
  /** Its development rows, which settle a layer or a threshold. */
  readonly dev?: TaskData;
  /** Answers to items without a row. */
  readonly lost?: readonly Prediction[];
  /** Of all items in their order, where some are lost. */
  readonly ids?: readonly string[] | null;
}

/** What the evaluations of a task's languages share, and what is told of each. */
export interface TaskEvaluationOptions<T> extends Omit<EvaluateRequest, 'data' | 'dev' | 'onShare'> {
  /** Told which share of a language's rows has been through the model. */
  readonly onShare: (share: number, test: LanguageTest) => void;
  /** Called when a language is predicted; what it gives stays beside the scores, the rows do not. */
  readonly keep: (test: LanguageTest, outcome: EvaluateOutcome) => T;
}

/** A language's predictions and what they are worth. */
export interface LanguageEvaluation<T> {
  readonly language: string;
  /** Of the chosen layer where there are several; of every item, in the test's order. */
  readonly predictions: readonly Prediction[];
  /** By metric, with the items. */
  readonly scored: Scored;
  /** By metric; null where there was nothing to score. */
  readonly scores: Record<string, number | null>;
  /** Of several layers: what each is worth. */
  readonly layers?: readonly LayerEvaluation[];
  /** Of mining. */
  readonly threshold?: NonNullable<LayerOutcome['threshold']>;
  readonly kept: T;
}

/** What one layer's predictions are worth in a language: items in the order of the language's. */
export interface LayerEvaluation {
  readonly layer: number;
  readonly scored: Scored;
}

/** A task's evaluation in every language that was given. */
export interface TaskEvaluation<T> {
  readonly languages: readonly LanguageEvaluation<T>[];
  /** Which layer speaks for the model; undefined where the kind has no choice of layers. */
  readonly choice: LayerChoice | undefined;
}

/**
 * Predicts every language of a task with one model, settles on a layer for all of them, and scores. Languages are asked
 * for one by one, when the one before is predicted.
 * @throws DataError when the checkpoint lacks the task's head, StopoverError when a prediction is not of the task's kind.
 */
export async function evaluateTask<T>(
  evaluator: Evaluator,
  task: AnyTask,
  tests: AsyncIterable<LanguageTest>,
  { onShare, keep, ...shared }: TaskEvaluationOptions<T>,
): Promise<TaskEvaluation<T>> {
  const tested: Tested<T>[] = [];
  for await (const test of tests) {
    const { language, scoredAs = language, lost = [], ids = null, dev } = test;
    const outcome = await evaluator.evaluate({
      ...shared,
      data: { task: test.task, examples: test.examples },
      ...(dev && { dev }),
      onShare: (share) => onShare(share, test),
    });
    tested.push({ language, scoredAs, lost, ids, outcome, kept: keep(test, outcome) });
  }
  const choice = chooseLayer(task, tested);
  return { languages: tested.map((one) => scoresOf(task, one, choice)), choice };
}

interface Tested<T> extends LanguageOutcome, Required<Pick<LanguageTest, 'scoredAs' | 'lost' | 'ids'>> {
  readonly outcome: EvaluateOutcome;
  readonly kept: T;
}

function scoresOf<T>(task: AnyTask, one: Tested<T>, choice: LayerChoice | undefined): LanguageEvaluation<T> {
  const { language, outcome, kept } = one;
  const all = outcome.layers ?? [];
  const chosen = all.find(({ layer }) => layer === choice?.layer);
  const scoredOf = (found: readonly Prediction[]) => {
    const predictions = inOrder([...found, ...one.lost], one.ids);
    return { predictions, scored: scorePredictions(task, one.scoredAs, predictions) };
  };
  const { predictions, scored } = scoredOf(chosen?.predictions ?? outcome.predictions);
  const layers = all.map(({ layer, predictions: found }) => ({
    layer,
    scored: layer === chosen?.layer ? scored : scoredOf(found).scored,
  }));
  return {
    ...{ language, predictions, scored, kept },
    scores: Object.fromEntries(scored.scores.map(({ name, score }) => [name, finite(score)])),
    ...(layers.length > 1 && { layers }),
    ...(chosen?.threshold && { threshold: chosen.threshold }),
  };
}

/** The headline score of each layer; null where there was nothing to score. */
export const scoresByLayer = (layers: readonly LayerEvaluation[]): Record<string, number | null> =>
  Object.fromEntries(layers.map(({ layer, scored: { scores } }) => [layer, finite(scores[0]?.score ?? Number.NaN)]));

const finite = (score: number): number | null => (Number.isFinite(score) ? score : null);

/** The predictions in the order of `ids`; as they are where there is none. */
function inOrder(predictions: readonly Prediction[], ids: readonly string[] | null): readonly Prediction[] {
  if (!ids) return predictions;
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
