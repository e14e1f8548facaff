// What a stage's steps are drawn from: its tasks, each with a head, and the text beside them.
import { type AnyTask, DataError, StopoverError } from '@stopover/core';
import { type Checkpoint, type EncoderConfig, modelGraph, valuesFor, type WrittenHead } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import type { StreamData } from './batch-stream.ts';
import { type FittedRequest, inTaskOrder } from './fit-head.ts';
import { headNames } from './head-names.ts';
import { headOf, labelsOf } from './head-of.ts';
import type { HeadInstance, LearnerOptions } from './learner.ts';
import { drawWeights, weightBeside } from './mixing.ts';
import { maskedLanguageModelling } from './mlm-task.ts';
import type { TaskData, TrainOutcome, TrainRequest } from './requests.ts';

/** A task with the features of its examples. */
export interface FeaturedTask {
  readonly task: AnyTask;
  readonly features: readonly Feature[];
}

/** All that features are made of: the tasks' examples, then the text beside them. */
export const partsOf = ({ data, beside }: Pick<TrainRequest, 'data' | 'beside'>): readonly TaskData[] =>
  beside ? [...data, { task: maskedLanguageModelling, examples: beside.examples }] : data;

/** The parts as the steps are drawn from them. `sets` are those of `partsOf`, in its order. */
export function streamData(
  sets: readonly FeaturedTask[],
  { beside, mixing = 'proportional', heads = 'separate' }: Pick<TrainRequest, 'beside' | 'mixing' | 'heads'>,
): readonly StreamData[] {
  const own = beside ? sets.slice(0, -1) : sets;
  const sizes = own.map(({ task, features }) => ({ task: task.name, size: features.length }));
  const weights = drawWeights(sizes, mixing);
  const names = headNames(
    own.map(({ task }) => task),
    heads,
  );
  const parts = own.map(({ task, features }, i) => {
    return { task: task.name, head: names[i] ?? task.name, features, weight: weights[i] ?? 0 };
  });
  const text = sets.at(-1);
  if (!beside || !text) return parts;
  const { name } = text.task;
  const weight = weightBeside(weights, beside.share);
  return [...parts, { task: name, head: name, features: text.features, weight, beside: true }];
}

/** One head for each name that the parts have, in their order. */
export const headsOf = (
  sets: readonly FeaturedTask[],
  parts: readonly StreamData[],
  config: EncoderConfig,
): readonly HeadInstance[] =>
  sets.flatMap(({ task }) =>
    parts.some(({ head }) => head === task.name) ? [{ name: task.name, spec: headOf(task, config) }] : [],
  );

/** Whether a checkpoint has the whole head that masked tokens are guessed with. */
export function maskedHeadOf({ architecture, config, weights }: Checkpoint): NonNullable<TrainOutcome['maskedHead']> {
  const { parameters } = modelGraph({ architecture, config }, { kind: 'mlm', size: config.vocabSize });
  const own = parameters.all.filter(({ name }) => architecture.headPrefixes.some((prefix) => name.startsWith(prefix)));
  return own.every(({ name }) => weights.has(name)) ? 'checkpoint' : 'fresh';
}

/** The values that a stage's heads start with, each with the encoder: see `TrainRequest.head`. */
export const startValues =
  (
    checkpoint: Checkpoint,
    { head, seed }: Pick<TrainRequest, 'head' | 'seed'>,
    { orders, maskedHead }: Pick<FittedRequest, 'orders'> & Pick<TrainOutcome, 'maskedHead'>,
  ): LearnerOptions['values'] =>
  (parameters, { name, spec }) => {
    const kept = maskedHead === 'checkpoint' && name === maskedLanguageModelling.name;
    const values = valuesFor(checkpoint, parameters, { head: kept ? 'keep' : head, seed, borrow: true });
    return inTaskOrder(values, orders.get(name), checkpoint, spec);
  };

/** What a stage's checkpoint says of its head, beside the fields that it was read with. Of several heads none is kept. */
export const writtenHead = (
  task: AnyTask,
  own: HeadInstance,
  others: readonly HeadInstance[],
): Pick<WrittenHead, 'head' | 'labels'> => {
  if (others.length > 0) return { head: 'none' };
  const labels = labelsOf(task);
  return { head: own.spec.kind, ...(labels && { labels }) };
};

/** What is wrong with a task none of whose examples has a feature. */
export const nothingToTrainOn = ({ name }: AnyTask) =>
  new DataError({
    where: `task ${name}`,
    what: 'there is nothing to train on',
    remedy: 'Look at the rows of its training split, or leave this task out.',
  });

/** The configuration with one dropout everywhere; as it is for null. */
export function withDropout(config: Checkpoint['config'], dropout: number | null): Checkpoint['config'] {
  if (dropout === null) return config;
  return { ...config, hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
}

/** What is wrong with a step whose loss is no number. `rows` are the numbers of its task's examples. */
export const lossIsOff = (
  loss: number,
  { step, rate, task, rows }: { step: number; rate: number; task: string; rows: readonly number[] },
) =>
  new StopoverError({
    where: `step ${step + 1}, rows ${rows.slice(0, 32).join(', ')} of ${task}`,
    what: `the loss is ${loss} at learning rate ${rate}`,
    remedy: 'Lower learningRate, lengthen the warm-up, or look at these rows.',
  });
