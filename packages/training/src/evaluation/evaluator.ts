import type { Backend, Example, Kind } from '@stopover/core';
import { type Architecture, checkHead } from '@stopover/encoders';
import { type InjectionToken, inject, injectable } from '@stopover/registry';
import { type FeatureSet, toFeatures } from '@stopover/text';
import { featureOptions } from '../batching/feature-options.ts';
import { headOf } from '../graphs/head-of.ts';
import { OpenModel } from '../inference/open-model.ts';
import { DocumentIndex } from '../retrieval/document-index.ts';
import { evaluateRanking } from '../retrieval/rank-documents.ts';
import { type FittedHead, fitHead } from '../runs/fit-head.ts';
import { evaluateBitext } from './bitext.ts';
import type { EvaluateOutcome, EvaluateRequest, Evaluator, Prediction } from './evaluate-request.ts';
import { answers } from './predict.ts';
import { answerDefaults } from './span-answers.ts';

/** Those that a checkpoint may be of: the built-in ones and the plugins'. */
export const ARCHITECTURES: InjectionToken<readonly Architecture[]> = Symbol.for('@stopover/architectures');

/** The evaluator of checkpoints: what it has open is one model and the documents that this model encoded. */
@injectable()
export class ModelEvaluator implements Evaluator {
  readonly #architectures: readonly Architecture[] | undefined;
  #open: Opened | undefined;

  /** @param architectures those that a checkpoint may be of; default: the built-in ones. */
  constructor(@inject(ARCHITECTURES) architectures?: readonly Architecture[]) {
    this.#architectures = architectures;
  }

  async evaluate(request: EvaluateRequest): Promise<EvaluateOutcome> {
    const { model, index } = await this.#opened(request);
    const { task } = request.data;
    if (task.kind === 'bitext') return evaluateBitext(model, request);
    if (task.kind === 'ranking') return evaluateRanking(model, index, request);
    return evaluateHead(model, request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.index[Symbol.asyncDispose]();
    await open?.model[Symbol.asyncDispose]();
  }

  /** The model of a request; another one that was open is closed. */
  async #opened({ from, backend, threads }: EvaluateRequest): Promise<Opened> {
    const open = this.#open;
    if (open?.from === from && open.backend === backend && open.threads === threads) return open;
    await this[Symbol.asyncDispose]();
    const model = await OpenModel.open({
      ...{ from, backend },
      ...(threads !== undefined && { threads }),
      ...(this.#architectures && { architectures: this.#architectures }),
    });
    this.#open = { from, backend, threads, model, index: new DocumentIndex() };
    return this.#open;
  }
}

interface Opened {
  readonly from: string;
  readonly backend: Backend;
  readonly threads: number | undefined;
  readonly model: OpenModel;
  readonly index: DocumentIndex;
}

/** Predictions of a kind that has a head. */
async function evaluateHead(model: OpenModel, request: EvaluateRequest): Promise<EvaluateOutcome> {
  const { data, recipe } = request;
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
  const session = await model.head(headOf(task, model.checkpoint.config), set.features, order);
  const head = { placement: model.checkpoint, session, onShare };
  const known = ({ id, gold }: Example<Kind>, i: number) => ({ id: id ?? String(i), gold });
  const found = await answers(head, task, examples, set.features, { ...answerDefaults, ...options });
  return found.flatMap((answer, i): Prediction[] => {
    const example = examples[i];
    return example ? [{ ...known(example, i), ...answer }] : [];
  });
}
