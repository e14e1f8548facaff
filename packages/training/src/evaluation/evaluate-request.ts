import type { Backend, Example, Kind } from '@stopover/core';
import type { TaskData } from '@stopover/data';
import type { CutCount } from '@stopover/text';
import type { OnShare } from '../batching/dense-batches.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { AnswerOptions, SpanAnswer } from './span-answers.ts';

/** Which states stand for a sentence of a bitext task. */
export interface RetrievalOptions {
  /**
   * Hidden states by number, 0 being the embeddings' output; all of them come from one pass. `usual` is the layer that
   * XTREME's scripts take, scaled to the encoder's depth; of several the usual one is always among them.
   */
  readonly layers: 'usual' | 'all' | readonly number[];
  /** Mean over all tokens, special ones included, or the first token's state. */
  readonly pooling: Pooling;
  /** Text before every sentence, for an encoder that was trained with one: E5's is "query: ". Default: none. */
  readonly prefix?: string | undefined;
}

/** How the states of a sentence's tokens become one vector. */
export type Pooling = 'mean' | 'cls';

/** Which finished model predicts which rows, and how. */
export interface EvaluateRequest {
  readonly from: string;
  readonly data: TaskData;
  /** For a ranking task: rows whose documents are searched too. One list for several requests is encoded once. */
  readonly candidates?: readonly Example<Kind>[];
  /** For a bitext task; default: the mean of the usual layer. */
  readonly retrieval?: RetrievalOptions;
  /** For a bitext task: development rows, which are predicted at each layer, and which a mining threshold is chosen on. */
  readonly dev?: TaskData;
  /** `maxLength` and `stride` are used. */
  readonly recipe: Recipe;
  readonly backend: Backend;
  readonly threads?: number;
  /** For span tasks: where it differs from what the reference scripts take (20 candidates, 30 tokens, threshold 0). */
  readonly answers?: Partial<AnswerOptions>;
  /** Told, batch by batch, which share of the rows has been through the model. */
  readonly onShare?: OnShare;
}

/** One prediction an example, in the examples' order. `gold` and `prediction` are of the task's kind. */
export interface Prediction {
  readonly id: string;
  readonly gold: unknown;
  readonly prediction: unknown;
  /** Of a span task: what else was in question, and by how much "no answer" leads. */
  readonly answer?: Omit<SpanAnswer, 'prediction'>;
}

/** What one layer's vectors gave. */
export interface LayerOutcome {
  readonly layer: number;
  readonly predictions: readonly Prediction[];
  /** Of the development rows, where there are any. */
  readonly dev: readonly Prediction[] | null;
  /** Of mining: pairs of a lower margin are none. `itself`: there were no development rows, so it is the best for these. */
  readonly threshold: { readonly value: number; readonly chosenOn: 'development' | 'itself' } | null;
}

/** What a model predicts for a request. */
export interface EvaluateOutcome {
  /** Of a bitext task: those of the usual layer, or of the only one that was asked for. */
  readonly predictions: readonly Prediction[];
  /** Of a bitext task: each layer that was asked for, in order. */
  readonly layers?: readonly LayerOutcome[];
  readonly usualLayer?: number;
  /** What `maxLength` made of the examples. */
  readonly cut: CutCount;
  /** The same of the development rows, and of the candidates, where the request has such. */
  readonly devCut?: CutCount;
  readonly candidatesCut?: CutCount;
}

/**
 * Predicts with finished models. The model that it opened last stays open, with the documents that it encoded, so that
 * requests of one model that follow each other share them. A folder that was opened must not change until another one
 * was, or the evaluator is disposed of.
 */
export interface Evaluator extends AsyncDisposable {
  /** @throws DataError when the checkpoint lacks the task's head or is broken. */
  evaluate(request: EvaluateRequest): Promise<EvaluateOutcome>;
}
