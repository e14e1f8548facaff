import {
  type AnyTask,
  type Backend,
  type Example,
  type Kind,
  RequestError,
  type Session,
  type Tensors,
} from '@stopover/core';
import type { Architecture, EncoderConfig, Lora } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { headFeeds, layoutFeeds, type Placement, secondsOf } from '../batching/collate.ts';
import { type OnShare, toldBatches } from '../batching/dense-batches.ts';
import { headOf } from '../graphs/head-of.ts';
import { inferenceGraph } from '../graphs/training-graph.ts';
import { inLanes } from '../inference/in-lanes.ts';
import { openGraph, predictingDialect } from '../inference/open-graph.ts';
import type { HeadAnswer, LogitsBatch } from '../kinds/kind-parts.ts';
import { kindOf, kinds } from '../kinds/kinds.ts';
import { requireFinite } from './finite-outputs.ts';
import { type AnswerOptions, answerDefaults } from './span-answers.ts';

/** A model in training: its weights are fed, because they differ at every call. */
export interface Predictor {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** Token id → row of the token embeddings, where `weights` holds only some of its rows. */
  readonly rows?: Int32Array;
  readonly weights: Tensors;
  /** What the weights have of an adapter. */
  readonly adapter?: Lora | undefined;
  readonly backend: Backend;
  readonly threads?: number;
}

/** A head that is open: how its sequences are laid out, and what runs them. */
export interface OpenHead {
  readonly placement: Placement;
  readonly session: Pick<Session, 'run' | 'lanes'>;
  readonly onShare?: OnShare | undefined;
}

/** Predictions of a model in training. */
export function predict(
  predictor: Predictor,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): Promise<readonly unknown[]> {
  return withHead(predictor, task, async (head) => {
    const found = await answers(head, task, examples, features);
    return found.map(({ prediction }) => prediction);
  });
}

/** Opens the head of a model in training for as long as `use` takes. */
export async function withHead<T>(
  { weights, backend, threads, ...placement }: Predictor,
  task: AnyTask,
  use: (head: OpenHead) => Promise<T>,
): Promise<T> {
  const dialect = predictingDialect(backend);
  const built = inferenceGraph({ ...placement, dialect }, headOf(task, placement.config));
  const read = new Set(built.parameters.map(({ name }) => name)); // a loss may have parameters of its own
  const state = Object.fromEntries(Object.entries(weights).filter(([name]) => read.has(name)));
  // As state the weights go to a device once, and not with every batch.
  const options = { state, ...(threads === undefined ? {} : { threads }) };
  await using session = await openGraph(backend, built, options);
  // Awaited here: the session must be open until the last batch.
  return await use({ placement, session });
}

/**
 * An answer of the task's kind for every example, in order, from features of a kind with a head.
 * @throws RequestError for a kind whose answers do not come from one.
 */
export async function answers(
  head: OpenHead,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
  options: AnswerOptions = answerDefaults,
): Promise<readonly HeadAnswer[]> {
  const parts = kinds[task.kind];
  if (parts.answers) return parts.answers(logitsOf(head, task, examples, features), { task, examples, options });
  throw new RequestError({
    where: `task ${task.name}`,
    what: `predictions of kind ${task.kind} do not come from a head`,
    remedy: 'Evaluate it with `stopover evaluate`, which retrieves.',
  });
}

async function* logitsOf(
  { placement, session, onShare }: OpenHead,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): AsyncGenerator<LogitsBatch> {
  const run = async (batch: readonly Feature[]) => {
    const sequences = batch.flatMap((f) => [...f.sequences]);
    const layout = layoutFeeds(sequences, placement, secondsOf(batch));
    const { logits } = await session.run({ ...layout, ...headFeeds(batch, sequences) });
    return { batch, logits };
  };
  for await (const { batch, logits } of inLanes(session, toldBatches(features, onShare), run)) {
    if (logits?.type !== 'float32') throw new Error('the graph gave no logits');
    const items = itemsOf(batch);
    requireFinite(logits.data, items.length, (row) => rowName(task, examples, items[row] ?? 0));
    yield { batch, logits };
  }
}

/** The example that each row of a batch's logits is of. */
const itemsOf = (batch: readonly Feature[]): readonly number[] =>
  batch.flatMap((feature) => {
    const { item, sequences } = feature;
    return kindOf(feature).rowsOfTokens ? new Array<number>(sequences[0]?.length ?? 0).fill(item) : [item];
  });

/** A row as a person finds it: by its id, or by its number from 0. */
const rowName = ({ name }: AnyTask, examples: readonly Example<Kind>[], item: number): string =>
  `${name}, row ${examples[item]?.id ?? item}`;
