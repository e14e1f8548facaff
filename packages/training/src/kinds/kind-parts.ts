import { type AnyTask, type Example, isTaskOf, type Kind, type Task, type Tensors } from '@stopover/core';
import type { EncoderConfig, HeadSpec } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import type { Logits } from '../evaluation/decode.ts';
import type { AnswerOptions, SpanAnswer } from '../evaluation/span-answers.ts';

/** Logits of some of an example list's features. */
export interface LogitsBatch {
  readonly batch: readonly Feature[];
  readonly logits: Logits;
}

/** What a head answers one example; of a span task with what else was in question. */
export interface HeadAnswer {
  readonly prediction: unknown;
  readonly answer?: Omit<SpanAnswer, 'prediction'>;
}

/** How the logits of a test become its answers. */
export interface Answering<T> {
  readonly task: T;
  readonly examples: readonly Example<Kind>[];
  readonly options: AnswerOptions;
}

/** What the engine has of one kind. Functions are given features of this kind alone. */
export interface KindParts<T> {
  /** The head that a task is trained with. */
  readonly head: (task: T, sizes: Pick<EncoderConfig, 'vocabSize' | 'hiddenSize'>) => HeadSpec;
  /** Names of the head's classes or tags, for config.json; none where its outputs have no names. */
  readonly labels?: (task: T) => readonly string[];
  /** Feeds of the head's side that predictions need as well as losses. */
  readonly headFeeds: (features: readonly Feature[], sequences: readonly Int32Array[]) => Tensors;
  /** Feeds of the loss, for features as they are trained on; absent where they are not made of features alone. */
  readonly lossFeeds?: (features: readonly Feature[]) => Tensors;
  /** Whether a feature has a row of logits for each of its tokens, and not one. */
  readonly rowsOfTokens?: boolean;
  /** An answer for every example, in their order; absent where answers are not a head's. */
  readonly answers?: (logits: AsyncIterable<LogitsBatch>, answering: Answering<T>) => Promise<readonly HeadAnswer[]>;
}

/** The parts of a kind for a task of which only the list of kinds is known. */
export type TrainedKind = KindParts<AnyTask>;

/** The parts of a kind under its name; a task of another kind that is given to them is a fault of the caller. */
export function kindParts<K extends Kind>(kind: K, parts: KindParts<Task<K>>): TrainedKind {
  const own = (task: AnyTask): Task<K> => {
    if (isTaskOf(task, kind)) return task;
    throw new Error(`${task.name} is a ${task.kind} task, and this is for ${kind}`);
  };
  const { head, labels, answers, ...feeds } = parts;
  return {
    ...feeds,
    head: (task, sizes) => head(own(task), sizes),
    ...(labels && { labels: (task) => labels(own(task)) }),
    ...(answers && { answers: (logits, { task, ...more }) => answers(logits, { ...more, task: own(task) }) }),
  };
}
