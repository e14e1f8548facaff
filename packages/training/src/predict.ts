import {
  type AnyTask,
  type Backend,
  type Example,
  type Kind,
  RequestError,
  type Session,
  type Task,
  type Tensors,
} from '@stopover/core';
import type { Architecture, EncoderConfig } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { headFeeds, layoutFeeds, type Placement, secondsOf } from './collate.ts';
import { argmax, type Logits, tagsOf } from './decode.ts';
import { type OnShare, toldBatches } from './dense-batches.ts';
import { requireFinite } from './finite-outputs.ts';
import { headOf } from './head-of.ts';
import { openGraph, predictingDialect } from './open-graph.ts';
import {
  type AnswerOptions,
  answerDefaults,
  answerOf,
  type SpanAnswer,
  type WindowSpans,
  windowSpans,
} from './span-answers.ts';
import { inferenceGraph } from './training-graph.ts';

/** A model in training: its weights are fed, because they differ at every call. */
export interface Predictor {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** Token id → row of the word table, where `weights` holds only some of its rows. */
  readonly rows?: Int32Array;
  readonly weights: Tensors;
  readonly backend: Backend;
  readonly threads?: number;
}

/** A head that is open: how its sequences are laid out, and what runs them. */
export interface OpenHead {
  readonly placement: Placement;
  readonly session: Pick<Session, 'run'>;
  readonly onShare?: OnShare | undefined;
}

/** Predictions of a model in training. */
export function predict(
  predictor: Predictor,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): Promise<readonly unknown[]> {
  return withHead(predictor, task, (head) => predictions(head, task, examples, features));
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

/** A prediction of the task's kind for every example, in order, from features of a kind with a head. */
export async function predictions(
  head: OpenHead,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): Promise<readonly unknown[]> {
  switch (task.kind) {
    case 'classification':
    case 'choice': {
      const best = new Array<number>(examples.length).fill(0);
      for await (const { batch, logits } of logitsOf(head, task, examples, features)) {
        const size = logits.shape[1] ?? 0;
        batch.forEach(({ item }, row) => {
          best[item] = argmax(logits.data, row * size, size);
        });
      }
      return best;
    }
    case 'span': {
      const found = await answers(head, task, examples, features);
      return found.map(({ prediction }) => prediction);
    }
    case 'tagging': {
      const tags = new Map<number, string[]>();
      for await (const { batch, logits } of logitsOf(head, task, examples, features)) {
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

/** The answer to every example's question, in order, with what else was in question. */
export async function answers(
  head: OpenHead,
  task: Task<'span'>,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
  options: AnswerOptions = answerDefaults,
): Promise<readonly SpanAnswer[]> {
  const windows = new Map<number, WindowSpans[]>();
  for await (const { batch, logits } of logitsOf(head, task, examples, features)) {
    const places = 2 * (logits.shape[1] ?? 0);
    for (const [row, feature] of batch.entries()) {
      if (feature.kind !== 'span') continue;
      const example = examples[feature.item];
      const context = example && 'context' in example ? example.context : '';
      const found = windowSpans(feature, logits.data, row * places, context, options);
      windows.set(feature.item, [...(windows.get(feature.item) ?? []), found]);
    }
  }
  return examples.map((_, item) => answerOf(windows.get(item) ?? [], task.head.unanswerable, options));
}

async function* logitsOf(
  { placement, session, onShare }: OpenHead,
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): AsyncGenerator<{ readonly batch: readonly Feature[]; readonly logits: Logits }> {
  for (const batch of toldBatches(features, onShare)) {
    const sequences = batch.flatMap((f) => [...f.sequences]);
    const layout = layoutFeeds(sequences, placement, secondsOf(batch));
    const { logits } = await session.run({ ...layout, ...headFeeds(batch, sequences) });
    if (logits?.type !== 'float32') throw new Error('the graph gave no logits');
    const items = itemsOf(batch);
    requireFinite(logits.data, items.length, (row) => rowName(task, examples, items[row] ?? 0));
    yield { batch, logits };
  }
}

/** The example that each row of a batch's logits is of: tagging has a row for each token. */
const itemsOf = (batch: readonly Feature[]): readonly number[] =>
  batch.flatMap(({ kind, item, sequences: [first] }) =>
    kind === 'tagging' ? new Array<number>(first.length).fill(item) : [item],
  );

/** A row as a person finds it: by its id, or by its number from 0. */
const rowName = ({ name }: AnyTask, examples: readonly Example<Kind>[], item: number): string =>
  `${name}, row ${examples[item]?.id ?? item}`;
